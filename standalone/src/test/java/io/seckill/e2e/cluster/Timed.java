package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** An answer and how long it took. */
public record Timed(Answer answer, Duration took) {
    /** Asks, and takes the time. */
    public static Future<Timed> of(Supplier<Future<Answer>> ask) {
        long start = System.nanoTime();
        return ask.get().map(answer -> new Timed(answer, Duration.ofNanos(System.nanoTime() - start)));
    }

    /** The time that {@code percent} of {@code answers} did not exceed. */
    public static Duration percentile(List<Timed> answers, int percent) {
        List<Duration> sorted = answers.stream().map(Timed::took).sorted().toList();
        return sorted.get((sorted.size() - 1) * percent / 100);
    }
}
