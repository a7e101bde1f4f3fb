package io.seckill.backend.parallel.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.ContendedException;
import io.seckill.backend.parallel.handler.Mode;
import io.seckill.backend.parallel.handler.UnavailableException;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
    private LaneStage lane = new LaneStage(LaneStage.SETTINGS);

    @Test
    void recordsOfOneKeyGoOneAfterTheOtherAndOthersMeanwhile() {
        lane.append("a");
        lane.append("a");
        lane.append("b");
        lane.settle();
        assertThat(lane.begun).containsExactly("a", "b");

        lane.decide("a");

        assertThat(lane.begun).containsExactly("a", "b", "a");
    }

    @Test
    void inParallelModeNothingWaits() {
        lane = new LaneStage(LaneStage.settings(Mode.PARALLEL, 3, 3));
        for (int i = 0; i < 5; i++) {
            lane.append("a");
        }
        lane.settle();

        assertThat(lane.begun).as("up to the window").hasSize(3);
    }

    @Test
    void inOrderedModeAFailedRecordIsTriedAgainBeforeAnyOther() {
        lane = new LaneStage(LaneStage.settings(Mode.ORDERED, 10, 3));
        lane.append("a");
        lane.append("b");
        lane.settle();

        lane.fail("a");
        assertThat(lane.begun).containsExactly("a");
        lane.pass(100);
        assertThat(lane.begun).containsExactly("a", "a");
        lane.decide("a");

        assertThat(lane.begun).containsExactly("a", "a", "b");
        assertThat(lane.copies).isEmpty();
    }

    @Test
    void holeIsPassedOnlyOnceItsCopyIsDurable() {
        lane.writesSucceed = false;
        lane.append("stuck");
        lane.append("b");
        lane.settle();
        lane.pass(10);
        lane.decide("b");

        lane.pass(2_000);
        assertThat(lane.state().position()).isZero();
        assertThat(lane.state().holes()).isEqualTo(1);

        lane.writesSucceed = true;
        lane.pass(1_000);
        assertThat(lane.state().position()).isEqualTo(2);
        assertThat(lane.state().retries()).isEqualTo(1);
        assertThat(lane.state().retryPosition()).isEqualTo(500 + 1);
    }

    @Test
    void whatDoesNotFitAsideIsGivenUpAndThoseOfItsKeyGoOnInTheirPlace() {
        lane = new LaneStage(LaneStage.settings(Mode.KEYED, 10, 3));
        lane.copiesFit = false;
        lane.append("a");
        lane.append("a");
        lane.settle();

        lane.fail("a");

        assertThat(lane.letters).hasSize(1);
        assertThat(lane.begun).containsExactly("a", "a");
        lane.decide("a");
        assertThat(lane.outcomes()).containsExactly(Outcome.OUTCOME_REJECTED_BY_BACKEND, Outcome.OUTCOME_ACCEPTED);
        assertThat(lane.state().position()).isEqualTo(2);
    }

    @Test
    void slownessOfAllIsHeldAgainstNone() {
        lane.present = false;
        lane.append("a");
        lane.append("b");
        lane.settle();

        lane.pass(60_000);
        assertThat(lane.copies).isEmpty();
        assertThat(lane.state().inFlight()).isEqualTo(2);

        lane.present = true;
        lane.pass(1_000);
        assertThat(lane.copies).as("now a probe has overtaken them").hasSize(2);
    }

    @Test
    void lateAnswerOfAnAttemptGivenUpChangesNothing() {
        lane.append("stuck");
        lane.settle();
        var first = lane.open.get("stuck");
        lane.pass(1_000);
        lane.pass(100);
        assertThat(lane.begun).as("the second attempt").hasSize(2);

        first.complete();
        lane.settle();

        assertThat(lane.told).isEmpty();
        lane.decide("stuck");
        assertThat(lane.outcomes()).containsExactly(Outcome.OUTCOME_ACCEPTED);
        assertThat(lane.state().retries()).isZero();
    }

    @Test
    void afterItsLastAttemptARecordIsBuriedAndItsAskerTold() {
        lane.append("bad");
        lane.settle();
        for (int attempt = 0; attempt < 3; attempt++) {
            lane.fail("bad");
            lane.pass(1_000);
        }

        assertThat(lane.begun).hasSize(3);
        assertThat(lane.letters).singleElement().satisfies(letter -> {
            assertThat(letter.failures).isEqualTo(3);
            assertThat(letter.reason).contains("no");
        });
        assertThat(lane.outcomes()).containsExactly(Outcome.OUTCOME_REJECTED_BY_BACKEND);
        assertThat(lane.state().position()).isEqualTo(1);
        assertThat(lane.state().retries()).isZero();
    }

    @Test
    void whileAKeyIsInRetryOnlyItsSuccessorsWaitAndThePositionMovesOn() {
        lane.append("a");
        lane.append("a");
        lane.append("b");
        lane.settle();
        lane.fail("a");
        lane.append("a");
        lane.append("b");
        lane.decide("b");
        lane.decide("b");

        assertThat(lane.begun).containsExactly("a", "b", "b");
        assertThat(lane.state().position()).isEqualTo(5);
        assertThat(lane.state().retries()).isEqualTo(3);

        lane.pass(100);
        lane.decide("a");
        lane.decide("a");
        lane.decide("a");
        assertThat(lane.told)
                .extracting(reply -> reply.result().getRequestId())
                .containsExactly("b", "b", "a", "a", "a");
        assertThat(lane.copies).extracting(copy -> copy.recorded.offset()).containsExactly(0L, 1L, 3L);
        assertThat(lane.state().retries()).isZero();
        assertThat(lane.state().retryPosition()).isEqualTo(503);
    }

    @Test
    void absenceOfTheStoreIsNoAttemptAndHoldsTheQueueUp() {
        lane.present = false;
        lane.append("a");
        lane.append("b");
        lane.settle();
        lane.fail("a", new UnavailableException("away", null));
        lane.fail("b", new UnavailableException("away", null));
        lane.append("c");
        lane.pass(10_000);
        assertThat(lane.begun).containsExactly("a", "b");

        lane.present = true;
        lane.pass(10_000);

        assertThat(lane.begun).containsExactlyInAnyOrder("a", "b", "a", "b", "c");
        assertThat(lane.copies).isEmpty();
    }

    @Test
    void lookupWaitsForAllBeforeIt() {
        lane.append("a");
        Command purchase = lane.append("b");
        lane.settle();
        lane.lookUp(purchase);
        lane.decide("b");
        assertThat(lane.begun).containsExactly("a", "b");

        lane.decide("a");

        assertThat(lane.begun).containsExactly("a", "b", "b");
    }

    @Test
    void lookupOfAPurchaseInRetryIsAnsweredPending() {
        Command purchase = lane.append("a");
        lane.settle();
        lane.fail("a");

        lane.lookUp(purchase);
        lane.settle();

        assertThat(lane.outcomes()).containsExactly(Outcome.OUTCOME_PENDING);
        assertThat(lane.begun).hasSize(1);
    }

    @Test
    void poisonIsBuriedAndPassed() {
        lane.append("a", new byte[] {1, 2, 3});
        lane.append("b");
        lane.settle();

        assertThat(lane.letters).hasSize(1);
        assertThat(lane.begun).containsExactly("b");
        assertThat(lane.state().position()).isEqualTo(1);
    }

    @Test
    void retriesTakeNoMoreThanTheirShare() {
        lane = new LaneStage(LaneStage.settings(Mode.PARALLEL, 10, 5));
        for (int i = 0; i < 10; i++) {
            lane.append("bad" + i);
        }
        lane.settle();
        for (int i = 0; i < 10; i++) {
            lane.fail("bad" + i);
        }
        for (int i = 0; i < 20; i++) {
            lane.append("new" + i);
        }
        lane.pass(100);

        assertThat(lane.open.keySet().stream().filter(item -> item.startsWith("bad")))
                .hasSize(2);
        assertThat(lane.open.keySet().stream().filter(item -> item.startsWith("new")))
                .hasSize(8);
    }

    @Test
    void thousandHolesAtOnceStopNothing() {
        lane = new LaneStage(LaneStage.settings(Mode.PARALLEL, 100, 3));
        for (int i = 0; i < 1_000; i++) {
            lane.append("stuck" + i);
        }
        lane.append("good");
        for (int i = 0; i < 20; i++) {
            lane.pass(1_001);
        }

        assertThat(lane.begun).contains("good");
        assertThat(lane.copies.stream().map(copy -> copy.recorded.offset()).distinct())
                .hasSizeGreaterThan(900);
        assertThat(lane.state().position()).isGreaterThan(900);
    }

    @Test
    void fullRetryQueueTakesNoNewRecords() {
        lane = new LaneStage(LaneStage.SETTINGS, new TakeOver(0, 500, List.of(), null), 100);
        for (int i = 0; i < 500; i++) {
            lane.append("bad" + i);
        }
        for (int i = 0; i < 200; i++) {
            lane.pass(0);
            lane.open.keySet().stream().toList().forEach(lane::fail);
        }

        assertThat(lane.state().retries()).isLessThanOrEqualTo(100);
        assertThat(lane.begun.size()).isLessThan(120);
    }

    @Test
    void handlerThatThrowsHasFailed() {
        LaneStage thrower = new LaneStage(LaneStage.SETTINGS) {
            @Override
            public io.vertx.core.Future<io.seckill.v1.Result> decide(Attempt attempt) {
                throw new IllegalStateException("thrown");
            }
        };
        thrower.append("a");
        for (int i = 0; i < 4; i++) {
            thrower.pass(1_000);
        }

        assertThat(thrower.letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason).contains("thrown"));
    }

    @Test
    void failureThatMeetsAllIsHeldAgainstNone() {
        lane.append("a");
        lane.settle();
        for (int i = 0; i < 10; i++) {
            lane.present = false;
            lane.fail("a");
            assertThat(lane.notReadyReason())
                    .hasValueSatisfying(why -> assertThat(why).contains("away"));
            lane.present = true;
            lane.pass(10_000);
        }
        lane.decide("a");

        assertThat(lane.notReadyReason()).isEmpty();
        assertThat(lane.copies).isEmpty();
        assertThat(lane.letters).isEmpty();
        assertThat(lane.outcomes()).containsExactly(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void whatStandsInTheWayOfOneIsNoFailureHoweverLongItStands() {
        lane.append("locked");
        lane.append("b");
        lane.settle();
        lane.fail("locked", new ContendedException("locked", null));
        lane.decide("b");
        assertThat(lane.state().position()).as("others pass it").isEqualTo(2);
        for (int i = 0; i < 20; i++) {
            lane.pass(2_000);
            lane.fail("locked", new ContendedException("locked", null));
        }
        lane.pass(2_000);
        lane.decide("locked");

        assertThat(lane.letters).isEmpty();
        assertThat(lane.copies).hasSize(1);
        assertThat(lane.outcomes()).containsExactly(Outcome.OUTCOME_ACCEPTED, Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void whatFindsTheStoreAwayAloneLetsOthersPass() {
        lane.append("a");
        lane.append("b");
        lane.settle();
        lane.decide("b");
        for (int i = 0; i < 5; i++) {
            lane.fail("a", new UnavailableException("away", null));
            lane.pass(2_000);
        }

        assertThat(lane.state().position()).isEqualTo(2);
        assertThat(lane.letters).isEmpty();
    }

    @Test
    void slownessOfAHandlerThatBoundsItIsNeverHeldAgainstARecord() {
        lane.bounded = true;
        lane.append("slow");
        lane.settle();
        for (int i = 0; i < 10; i++) {
            lane.pass(10_000);
        }
        lane.decide("slow");

        assertThat(lane.letters).isEmpty();
        assertThat(lane.outcomes()).containsExactly(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void absenceIsFoundOutWhileNothingHappens() {
        lane.settle();
        lane.present = false;
        lane.pass(5_000);

        assertThat(lane.notReadyReason()).isPresent();

        lane.present = true;
        lane.pass(2_000);

        assertThat(lane.notReadyReason()).isEmpty();
    }
}
