package io.seckill.load.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StaircaseTest {
    private final Staircase staircase = new Staircase(100, Duration.ofSeconds(10), Duration.ofMillis(250));

    @Test
    void theHighestLevelThatKeptTheObjectiveIsSustainable() {
        level(0, 100, 20);
        level(1, 100, 40);
        level(2, 100, 900);
        level(3, 100, 900);
        level(4, 100, 20);

        assertThat(staircase.sustainable()).hasValue(200);
    }

    @Test
    void oneSlowLevelAloneIsAHiccup() {
        level(0, 100, 900);
        level(1, 100, 20);
        level(2, 1, 20);

        assertThat(staircase.isBroken()).isFalse();
        assertThat(staircase.sustainable()).hasValue(300);
    }

    @Test
    void twoSlowLevelsBreakTheStaircaseOnlyWhenTheyAreOver() {
        level(0, 100, 900);
        level(1, 100, 900);
        assertThat(staircase.isBroken()).isFalse();

        level(2, 1, 20);
        assertThat(staircase.isBroken()).isTrue();
    }

    @Test
    void oneSlowAnswerInAHundredIsWithinTheObjective() {
        level(0, 99, 20);
        level(0, 1, 900);

        assertThat(staircase.sustainable()).hasValue(100);
    }

    @Test
    void refusalsMissTheObjectiveHoweverQuick() {
        level(0, 95, 20);
        for (int i = 0; i < 5; i++) {
            staircase.add(Duration.ofSeconds(1), 1, false);
        }

        assertThat(staircase.sustainable()).isEmpty();
    }

    private void level(int level, int buyers, long millis) {
        for (int i = 0; i < buyers; i++) {
            staircase.add(Duration.ofSeconds(level * 10 + 5), millis, true);
        }
    }
}
