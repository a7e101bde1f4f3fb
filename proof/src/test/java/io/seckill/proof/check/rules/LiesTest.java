package io.seckill.proof.check.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiesTest {
    @Test
    void truthIsBelieved() {
        RightCampaign right = new RightCampaign();

        assertThat(Checker.check(right.record.history(), right.record.evidence()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void lieIsFoundByItsRule(Lie lie) {
        assertThat(rules(lie)).contains(lie.rule());
    }

    @Test
    void everyRuleFindsALie() {
        Set<String> found = Arrays.stream(Lie.values()).map(Lie::rule).collect(Collectors.toSet());
        System.out.println(table());

        assertThat(found).containsAll(Checker.rules());
    }

    private static Set<String> rules(Lie lie) {
        RightCampaign campaign = new RightCampaign();
        lie.tell(campaign);
        List<Violation> violations = Checker.check(campaign.record.history(), campaign.record.evidence());
        return violations.stream().map(Violation::rule).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String table() {
        return Arrays.stream(Lie.values())
                .map(lie -> "%-46s %s"
                        .formatted(lie.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), rules(lie)))
                .collect(Collectors.joining("\n", "lie -> rules that find it\n", "\n"));
    }
}
