package io.seckill.backend.parallel.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.parallel.handler.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lane that begins with what an earlier owner had copied aside. */
class SuccessorTest {
    private static final EngineSettings KEYED = LaneStage.settings(Mode.KEYED, 10, 3);

    @Test
    void whatWasCopiedAsideComesBeforeItsSuccessors() {
        LaneStage stage = new LaneStage(KEYED, new TakeOver(5, 500, List.of(LaneStage.copy(500, 4, "phone")), null));
        stage.append("phone");
        stage.settle();
        stage.decide("phone");

        assertThat(stage.begunOffsets).containsExactly(4L, 5L);
    }

    @Test
    void whatWasCopiedBeforeOneThatStoodBeforeItWaitsForThatOne() {
        // The copy of 5 was never written, or was refused.
        LaneStage stage = new LaneStage(KEYED, new TakeOver(5, 500, List.of(LaneStage.copy(500, 6, "phone")), null));
        stage.settle();
        stage.append("phone");
        stage.append("phone");
        stage.settle();
        stage.decide("phone");
        stage.decide("phone");

        assertThat(stage.begunOffsets).containsExactly(5L, 6L);
        assertThat(stage.state().position()).isEqualTo(7);
        assertThat(stage.state().retries()).isZero();
    }

    @Test
    void retryQueueThatIsFullOfWhatStillWaitsForItsPlaceStopsNothing() {
        LaneStage stage = new LaneStage(KEYED, new TakeOver(5, 500, List.of(LaneStage.copy(500, 6, "phone")), null), 1);
        stage.append("pen");
        stage.append("phone");
        stage.settle();
        stage.decide("pen");
        stage.decide("phone");

        assertThat(stage.state().position()).isEqualTo(7);
        assertThat(stage.state().retries()).isZero();
    }
}
