package io.seckill.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.field.FieldPlan;
import io.seckill.proof.field.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short campaigns: clients, faults and checker work together, and no promise is broken. */
class CampaignIT {
    private static final Duration LENGTH = Duration.ofSeconds(8);
    private static final int QUEUES = 2;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void noPromiseIsBroken(long seed) throws Exception {
        FieldPlan field = new FieldPlan(1, 2, 2, Store.LEDGER, false, QUEUES, List.of());
        CampaignPlan plan = new CampaignPlan(Profile.MIX, field, LENGTH, CampaignPlan.BUYERS);

        Path folder = Path.of("target", "campaigns", "it-" + seed); // stays, for who looks into a failure
        Utils.delete(folder.toFile());

        CampaignResult result = Campaign.run(seed, plan, folder);

        System.out.println(ResultTable.head() + '\n' + new ResultTable().add(result));
        // How soon service is full again is a matter of the machine: proof/run judges that.
        assertThat(result.violations())
                .filteredOn(violation -> !violation.rule().equals(FullService.RULE))
                .isEmpty();
        assertThat(result.faults()).isPositive();
        assertThat(result.operations()).isGreaterThan(100);
        assertThat(result.timesToFullService()).isNotEmpty();
    }
}
