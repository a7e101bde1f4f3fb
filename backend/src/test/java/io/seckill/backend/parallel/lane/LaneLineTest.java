package io.seckill.backend.parallel.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.parallel.handler.Mode;
import io.seckill.backend.parallel.handler.UnavailableException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a handler does that decides several commands of one key at once. */
class LaneLineTest {
    private LaneStage lane = new LaneStage(LaneStage.SETTINGS);

    @BeforeEach
    void threeAtOnce() {
        lane.longestLine = 3;
    }

    private void append(int records) {
        Collections.nCopies(records, "a").forEach(lane::append);
        lane.settle();
    }

    @Test
    void whatCameMeanwhileGoesTogether() {
        append(6);
        assertThat(lane.lines).containsExactly(List.of(0L));

        lane.decideLine(1);
        lane.decideLine(3);

        assertThat(lane.lines).containsExactly(List.of(0L), List.of(1L, 2L, 3L), List.of(4L, 5L));
        assertThat(lane.told).hasSize(4);
        assertThat(lane.state().position()).isEqualTo(4);
    }

    @Test
    void lineTakesOnePlaceInTheWindow() {
        lane = new LaneStage(LaneStage.settings(Mode.KEYED, 2, 3));
        threeAtOnce();
        append(4);
        lane.decideLine(1);

        assertThat(lane.lines).containsExactly(List.of(0L), List.of(1L, 2L, 3L));
        assertThat(lane.state().inFlight()).isEqualTo(1);
    }

    @Test
    void whatAHandlerLeavesGoesFirstNextTime() {
        append(4);
        lane.decideLine(1);

        lane.decideLine(2);

        assertThat(lane.lines).containsExactly(List.of(0L), List.of(1L, 2L, 3L), List.of(3L));
        assertThat(lane.state().position()).isEqualTo(3);
    }

    @Test
    void failureIsHeldAgainstTheFirstAndKeepsTheOrderOfAll() {
        append(4);
        lane.decideLine(1);

        lane.failLine(new IllegalStateException("no"));
        append(1);
        assertThat(lane.copies).extracting(copy -> copy.failures).containsExactly(1, 0, 0, 0);
        assertThat(lane.state().position()).isEqualTo(5);

        lane.pass(100);
        lane.decideLine(1);
        lane.decideLine(3);
        assertThat(lane.lines.subList(2, 4))
                .as("aside they are a line again")
                .containsExactly(List.of(1L), List.of(2L, 3L, 4L));
        assertThat(lane.state().retries()).isZero();
    }

    @Test
    void absenceOfTheStoreIsHeldAgainstNone() {
        append(4);
        lane.decideLine(1);
        lane.present = false;
        lane.failLine(new UnavailableException("away", null));
        lane.present = true;
        lane.pass(10_000);

        assertThat(lane.lines.get(2)).as("one that was put off goes alone").containsExactly(1L);
        lane.decideLine(1);
        assertThat(lane.lines.get(3)).containsExactly(2L, 3L);
        assertThat(lane.copies).isEmpty();
    }

    @Test
    void answerThatComesLateChangesNothing() {
        append(3);
        lane.decideLine(1);
        var late = lane.openLine;
        lane.pass(1_000);
        lane.pass(100);
        assertThat(lane.lines).containsExactly(List.of(0L), List.of(1L, 2L), List.of(1L));

        late.complete(List.of());
        lane.settle();

        assertThat(lane.told).hasSize(1);
        lane.decideLine(1);
        lane.decideLine(1);
        assertThat(lane.told).hasSize(3);
    }

    @Test
    void keysHaveLinesOfTheirOwn() {
        append(2);
        lane.append("b");
        lane.append("a");
        lane.settle();

        assertThat(lane.lines).containsExactly(List.of(0L), List.of(2L));
    }

    @Test
    void answerThatFitsNoLineIsAFailure() {
        append(1);

        lane.decideLine(2);
        lane.pass(100);
        lane.decideLine(0);

        assertThat(lane.copies).as("one for each failure").hasSize(2);
        assertThat(lane.told).isEmpty();
    }

    @Test
    void inParallelModeThereAreNone() {
        lane = new LaneStage(LaneStage.settings(Mode.PARALLEL, 10, 3));
        threeAtOnce();
        append(3);

        assertThat(lane.lines).containsExactly(List.of(0L), List.of(1L), List.of(2L));
    }
}
