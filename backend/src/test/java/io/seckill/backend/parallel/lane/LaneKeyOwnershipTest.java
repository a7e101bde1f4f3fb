package io.seckill.backend.parallel.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.parallel.handler.Mode;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Await;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.Seal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queue 0 of a growth from one queue to two: once as the old queue, and once as if it were the new one. */
class LaneKeyOwnershipTest {
    private static final SlotMap NEXT = SlotMap.first(1).grown(2);
    private static final String STAYS = "pen";
    private static final String MOVES = "phone";

    private LaneStage lane = new LaneStage(LaneStage.SETTINGS);

    private static byte[] seal() {
        Seal seal = Seal.newBuilder().setTable(NEXT.record()).addTo(1).build();
        return Command.newBuilder().setRequestId("s").setSeal(seal).build().toByteArray();
    }

    private static byte[] await() {
        Await await = Await.newBuilder().setTable(NEXT.record()).addFrom(1).build();
        return Command.newBuilder().setRequestId("a").setAwait(await).build().toByteArray();
    }

    @Test
    void keysOfTheTestAreWhereItNeedsThem() {
        assertThat(NEXT.queueOf(STAYS)).isZero();
        assertThat(NEXT.queueOf(MOVES)).isEqualTo(1);
    }

    @Test
    void sealIsPassedLikeWhatIsDecided() {
        lane.append("~growth", seal());
        lane.settle();

        assertThat(lane.state().position()).isEqualTo(1);
        assertThat(lane.letters).isEmpty();
    }

    @Test
    void markOfNoKnownGrowthGoesToTheDeadLettersAndNothingWaitsForIt() {
        lane.marksCount = false;
        lane.append("~growth", await());
        lane.append("~growth", seal());
        lane.append(MOVES);
        lane.settle();

        assertThat(lane.letters).hasSize(2);
        assertThat(lane.begun).containsExactly(MOVES);
        assertThat(lane.outcomes()).isEmpty();
    }

    @Test
    void whatHasMovedIsTurnedAwayBehindTheSealAndDecidedBeforeIt() {
        lane.append(MOVES);
        lane.append("~growth", seal());
        lane.append(MOVES);
        lane.append(STAYS);
        lane.settle();

        assertThat(lane.begunOffsets).containsExactly(0L, 3L);
        assertThat(lane.outcomes()).containsExactly(Outcome.OUTCOME_MOVED);
        assertThat(lane.state().position()).isZero();
    }

    @Test
    void whatHasMovedAndNobodyWaitsForIsKeptForARedrive() {
        lane.append("~growth", seal());
        lane.writesSucceed = false;
        lane.append(lane.purchase(MOVES).toBuilder().clearReplyTo().build());
        lane.settle();
        assertThat(lane.state().position()).as("not lost").isEqualTo(1);

        lane.writesSucceed = true;
        lane.pass(1_000);

        assertThat(lane.letters).hasSize(1);
        assertThat(lane.begun).isEmpty();
        assertThat(lane.state().position()).isEqualTo(2);
    }

    @Test
    void successorKnowsWhatHasMoved() {
        lane = new LaneStage(LaneStage.SETTINGS, new TakeOver(5, 500, List.of(), NEXT));
        lane.append(MOVES);
        lane.settle();

        assertThat(lane.outcomes()).containsExactly(Outcome.OUTCOME_MOVED);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void nothingBehindAnAwaitIsHandedOutBeforeOtherQueuesAreDone(Mode mode) {
        lane = new LaneStage(LaneStage.settings(mode, 10, 3));
        lane.append("~growth", await());
        lane.append(STAYS);
        lane.settle();
        lane.pass(1_000);
        assertThat(lane.begun).isEmpty();
        assertThat(lane.state().position()).as("so a successor waits too").isZero();
        assertThat(lane.state().behind()).isTrue();

        lane.othersAreDone = true;
        lane.pass(100);

        assertThat(lane.begun).containsExactly(STAYS);
        assertThat(lane.state().position()).isEqualTo(1);
    }

    @Test
    void othersAreAskedNowAndThenOnly() {
        lane.append("~growth", await());
        for (int i = 0; i < 50; i++) {
            lane.pass(10);
        }

        assertThat(lane.asked).isBetween(4, 6);
    }

    @Test
    void secondAwaitOfTheSameGrowthIsPassed() {
        lane.othersAreDone = true;
        lane.append("~growth", await());
        lane.settle();
        lane.othersAreDone = false;
        lane.append("~growth", await());
        lane.settle();

        assertThat(lane.state().position()).isEqualTo(2);
    }

    @Test
    void recordAsideSaysThatNotAllBeforeThePositionIsDecided() {
        lane.append(STAYS);
        lane.append(MOVES);
        lane.settle();
        lane.decide(STAYS);
        lane.fail(MOVES);

        assertThat(lane.state().position()).isEqualTo(2);
        assertThat(lane.state().firstRetry()).isEqualTo(1);
    }
}
