package io.seckill.load.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long MS = 1_000_000;

    @Test
    void requestsAreDueAtEvenDistances() {
        assertThat(all(new Load.Step(100, Duration.ofMillis(40)))).containsExactly(0L, 10 * MS, 20 * MS, 30 * MS);
    }

    @Test
    void theNextStepGoesOnWithItsOwnRate() {
        assertThat(all(new Load.Step(100, Duration.ofMillis(20)), new Load.Step(200, Duration.ofMillis(10))))
                .containsExactly(0L, 10 * MS, 20 * MS, 25 * MS);
    }

    @Test
    void aRateThatDividesNoSecondIsKeptOverTime() {
        assertThat(all(new Load.Step(333, Duration.ofSeconds(10)))).hasSize(3330);
    }

    private static List<Long> all(Load.Step... steps) {
        Schedule schedule = new Schedule(List.of(steps));
        List<Long> due = new ArrayList<>();
        for (; schedule.peek() != Schedule.OVER; schedule.advance()) {
            due.add(schedule.peek());
        }
        return due;
    }
}
