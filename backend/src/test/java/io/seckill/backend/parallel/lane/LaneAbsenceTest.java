package io.seckill.backend.parallel.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.parallel.handler.UnavailableException;
import io.seckill.v1.Outcome;
import org.junit.jupiter.api.Test;

/** A store that is away for one command, or for all. */
class LaneAbsenceTest {
    private final LaneStage lane = new LaneStage(LaneStage.SETTINGS);

    @Test
    void whatFindsTheStoreAwayAloneAgainAndAgainStopsNobodyAndIsBuried() {
        lane.append("bad");
        lane.settle();
        for (int i = 0; i < 3; i++) {
            lane.fail("bad", new UnavailableException("away", null));
            lane.pass(2_000);
        }
        for (int i = 0; i < 3; i++) {
            lane.open.remove("bad").fail(new UnavailableException("away", null));
            lane.events.remove().run();
            assertThat(lane.notReadyReason()).isEmpty();
            lane.append("b");
            lane.settle();
            lane.decide("b");
            lane.pass(2_000);
        }

        assertThat(lane.letters).singleElement().satisfies(letter -> {
            assertThat(letter.failures).isEqualTo(3);
            assertThat(letter.reason).isEqualTo("away");
        });
        assertThat(lane.outcomes())
                .containsExactly(
                        Outcome.OUTCOME_ACCEPTED,
                        Outcome.OUTCOME_ACCEPTED,
                        Outcome.OUTCOME_REJECTED_BY_BACKEND,
                        Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void absenceOfTheStoreIsNoFailureHoweverOftenItComes() {
        lane.append("a");
        lane.settle();
        for (int i = 0; i < 10; i++) {
            lane.present = false;
            lane.fail("a", new UnavailableException("away", null));
            lane.present = true;
            lane.pass(10_000);
        }
        lane.decide("a");

        assertThat(lane.copies).isEmpty();
        assertThat(lane.letters).isEmpty();
        assertThat(lane.outcomes()).containsExactly(Outcome.OUTCOME_ACCEPTED);
    }
}
