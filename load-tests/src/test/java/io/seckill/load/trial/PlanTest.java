package io.seckill.load.trial;

import static io.seckill.load.trial.Contender.B;
import static io.seckill.load.trial.Contender.G;
import static io.seckill.load.trial.Contender.L0;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private final Plan plan = new Plan(
            List.of(L0, B, G),
            List.of(new Trial.Closed(64), new Trial.ShareOfCapacity(0.5), new Trial.Overload(2, Duration.ofSeconds(1))),
            2,
            Duration.ofSeconds(1),
            new Plan.WarmUp(Duration.ofSeconds(1), 4, Duration.ofSeconds(9), Duration.ofSeconds(1)),
            8,
            100);

    @Test
    void eachGoesFirstInItsTurn() {
        assertThat(plan.orderOf(0)).containsExactly(L0, B, G);
        assertThat(plan.orderOf(1)).containsExactly(B, G, L0);
        assertThat(plan.orderOf(3)).containsExactly(L0, B, G);
    }

    @Test
    void onlyThePairsThatMakeSenseAreMeasured() {
        assertThat(plan.measurements()).isEqualTo(2 * (3 + 2 + 1));
    }
}
