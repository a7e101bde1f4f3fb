package io.seckill.proof.check.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.Violation;
import io.seckill.v1.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An item that is closed, deleted and put again begins anew. */
class DeletedItemsTest {
    private final Recording record = new Recording();

    private List<String> rulesBroken() {
        return Checker.check(record.history(), record.evidence()).stream()
                .map(Violation::rule)
                .distinct()
                .toList();
    }

    private void sellAndClose() {
        record.put("short", 2, 2, 0);
        record.buy("ada", "short", 2, "k1");
        record.refused("ben", "short", 1, null, 409, Outcome.OUTCOME_SOLD_OUT);
        record.close("short");
        record.refused("ben", "short", 1, null, 403, Outcome.OUTCOME_ENDED);
    }

    @Test
    void nothingOfItIsLeft() {
        sellAndClose();
        record.delete("short", 204);
        record.refused("ben", "short", 1, null, 404, Outcome.OUTCOME_UNKNOWN_ITEM);
        record.put("short", 2, 2, 0);
        record.buy("ada", "short", 2, "k1");
        record.refused("ben", "short", 1, null, 409, Outcome.OUTCOME_SOLD_OUT);

        assertThat(rulesBroken()).isEmpty();
        assertThat(Checker.judge(record.history(), record.evidence()).remarks())
                .contains("1 of 1 items replayed to the end");
    }

    @Test
    void unitsThatCameBackWithNobodysDoingAreMissed() {
        sellAndClose();
        record.delete("short", 204);
        record.put("short", 2, 2, 0);
        record.refused("ben", "short", 1, null, 409, Outcome.OUTCOME_SOLD_OUT); // as if the orders were still there

        assertThat(rulesBroken()).contains("FollowsFromTheQueue");
    }

    @Test
    void whatIsOpenIsNotDeleted() {
        record.put("short", 2, 2, 0);
        record.delete("short", 204);

        assertThat(rulesBroken()).contains("FollowsFromTheQueue");
    }

    @Test
    void whatIsClosedIsDeleted() {
        sellAndClose();
        record.delete("short", 409);

        assertThat(rulesBroken()).contains("FollowsFromTheQueue");
    }

    @Test
    void edgeKnowsThatItIsGone() {
        record.put("plenty", 100, 10, 0);
        sellAndClose();
        record.delete("short", 204);
        record.edge("ben", "short", 1, 403, "ENDED"); // not yet
        record.rest(2_000);
        record.buy("ada", "plenty", 1, null);
        record.rest(6_000);
        record.edge("ben", "short", 1, 404, "UNKNOWN_ITEM");
        assertThat(rulesBroken()).isEmpty();

        record.edge("ben", "short", 1, 403, "ENDED");
        assertThat(rulesBroken()).containsExactly("EdgeIsFresh");
    }
}
