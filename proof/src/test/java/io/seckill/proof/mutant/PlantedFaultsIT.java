package io.seckill.proof.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.campaign.Campaign;
import io.seckill.proof.campaign.CampaignPlan;
import io.seckill.proof.campaign.CampaignResult;
import io.seckill.proof.campaign.FullService;
import io.seckill.proof.campaign.Profile;
import io.seckill.proof.check.Violation;
import io.seckill.proof.field.FieldPlan;
import io.seckill.proof.field.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes with planted faults: two in one short campaign, each of which one rule is there for. */
class PlantedFaultsIT {
    private static final Duration LENGTH = Duration.ofSeconds(5);
    private static final int QUEUES = 2;

    @Test
    void theCheckerFindsEachOfThem(@TempDir Path folder) throws Exception {
        String agent = "-javaagent:" + Path.of("target", "seckill-mutants.jar").toAbsolutePath()
                + "=listing-misses-newest+event-lost";
        FieldPlan field = new FieldPlan(1, 1, 1, Store.LEDGER, false, QUEUES, List.of(agent));

        CampaignResult result =
                Campaign.run(1, new CampaignPlan(Profile.CALM, field, LENGTH, CampaignPlan.BUYERS), folder);

        assertThat(result.violations())
                .extracting(Violation::rule)
                .filteredOn(rule -> !rule.equals(FullService.RULE)) // a slow machine breaks it by itself
                .containsOnly("ListsAreRight", "EventsAreTheLedger");
    }
}
