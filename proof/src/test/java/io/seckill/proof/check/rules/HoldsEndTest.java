package io.seckill.proof.check.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.Violation;
import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.history.Call.Kind;
import io.seckill.v1.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When units of a hold that is over come back: in the ledger at once, in PostgreSQL by a command that is queued for that. */
class HoldsEndTest {
    private static final String RULE = "FollowsFromTheQueue";

    private final Recording record = new Recording();

    /** One of two units is held, and that is over. */
    private String heldAndOver() {
        record.put("held", 2, 5, 2_000);
        String order = record.buy("fay", "held", 1, null);
        record.rest(2_100);
        return order;
    }

    private List<String> rulesBroken(Evidence evidence) {
        return Checker.check(record.history(), evidence).stream()
                .map(Violation::rule)
                .distinct()
                .toList();
    }

    @Test
    void rowsMayStandUntilTheCommandThatEndsThem() {
        String order = heldAndOver();
        record.put("held", 3, 5, 2_000); // two are left, so the operator is told
        record.expire(order);
        record.put("held", 4, 5, 2_000);

        assertThat(rulesBroken(record.evidenceOfRows())).isEmpty();
    }

    @Test
    void ledgerEndsThemAtTheirEnd() {
        String order = heldAndOver();
        record.put("held", 3, 5, 2_000);
        record.expire(order);

        assertThat(rulesBroken(record.evidence())).contains(RULE);
    }

    @Test
    void rowsAreEndedByThatCommand() {
        heldAndOver();
        record.passTime("held"); // it changes nothing, as it should
        record.put("held", 3, 5, 2_000);

        assertThat(rulesBroken(record.evidenceOfRows())).contains(RULE);
    }

    @Test
    void rowsDoNotEndEarly() {
        record.put("held", 2, 5, 2_000);
        String order = record.buy("fay", "held", 1, null);
        record.rest(1_000);
        record.expire(order);
        record.put("held", 3, 5, 2_000); // three are left, so the operator is told

        assertThat(rulesBroken(record.evidenceOfRows())).contains(RULE);
    }

    @Test
    void nobodyIsRefusedForRowsThatAreOver() {
        record.put("held", 1, 5, 2_000);
        record.buy("fay", "held", 1, null);
        record.rest(2_100);
        record.refused("gil", "held", 1, null, 409, Outcome.OUTCOME_SOLD_OUT);

        assertThat(rulesBroken(record.evidenceOfRows())).contains(RULE);
    }

    @Test
    void confirmedOrderHasItsUnits() {
        record.put("held", 1, 5, 2_000);
        String order = record.buy("fay", "held", 1, null);
        record.confirm("fay", order);
        record.rest(2_100);
        record.refused("gil", "held", 1, null, 409, Outcome.OUTCOME_SOLD_OUT);
        record.tooLate(Kind.CANCEL, "fay", order, "ALREADY_CONFIRMED");

        assertThat(rulesBroken(record.evidenceOfRows())).isEmpty();
    }
}
