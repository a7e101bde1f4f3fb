package io.seckill.load.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest {
    private final Answers answers = new Answers();

    @Test
    void whoAsksIsAnsweredOrNot(@TempDir Path folder) {
        for (int buyer = 0; buyer < 4; buyer++) {
            assertThat(answers.ask()).isTrue();
        }
        answers.answer(201);
        answers.answer(201);
        answers.answer(503);
        answers.fail();
        answers.write(folder.resolve("answers.json"));

        assertThat(Answers.read(folder.resolve("answers.json")).byStatus())
                .isEqualTo(answers.byStatus())
                .isEqualTo(Map.of(201, 2L, 503, 1L, Answers.NONE, 1L));
    }

    @Test
    void nobodyAsksOnceTheBooksAreClosed() {
        answers.settle(Duration.ZERO);

        assertThat(answers.ask()).isFalse();
        assertThat(answers.byStatus()).isEmpty();
    }

    @Test
    void theLastAnswersAreWaitedFor() {
        answers.ask();
        CompletableFuture<Void> settled = CompletableFuture.runAsync(() -> answers.settle(Duration.ofMinutes(1)));
        while (answers.ask()) {
            answers.answer(409);
        }
        assertThat(settled).isNotDone();
        answers.answer(201);

        assertThat(settled).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(answers.of(201)).isEqualTo(1);
    }
}
