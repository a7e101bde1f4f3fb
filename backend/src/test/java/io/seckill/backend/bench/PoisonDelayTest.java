package io.seckill.backend.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a record that never completes costs the others of its queue: rounds with one and without, in turn. By default one
 * round of each, which shows that nobody waits for it; {@code -Dpoison.rounds=10} is for figures.
 */
@WithBroker
@Timeout(600)
@Tag("slow")
class PoisonDelayTest {
    private static final int ROUNDS = Integer.getInteger("poison.rounds", 1);
    private static final int RECORDS = 4_000; // a round of 2 s: as long as the poison is tried
    private static final int RECORD_TAKES_MS = 5;
    private static final int HOLE_TIMEOUT_MS = 500;

    /** Decides in time, but never what a user called "poison" asks. */
    private static final class Shop implements Handler {
        private final Vertx vertx;
        private final AtomicInteger rejections = new AtomicInteger();
        private volatile Traffic traffic = new Traffic(0); // of the present round

        Shop(Vertx vertx) {
            this.vertx = vertx;
        }

        @Override
        public Future<Result> decide(Attempt attempt) {
            if (attempt.command().getUserId().equals("poison")) {
                return Promise.<Result>promise().future();
            }
            return vertx.timer(RECORD_TAKES_MS).map(over -> {
                traffic.done(attempt.command());
                return attempt.answer(Outcome.OUTCOME_ACCEPTED).build();
            });
        }

        @Override
        public Future<Result> reject(Attempt attempt) {
            rejections.incrementAndGet();
            return Handler.super.reject(attempt);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keyed", "parallel"})
    void nobodyWaitsForARecordThatNeverCompletes(String mode, TestBroker broker) throws Exception {
        try (Stage stage = new Stage(broker, 1)) {
            Shop shop = new Shop(stage.vertx());
            stage.startBackend(
                    shop,
                    "engine.mode=" + mode,
                    "engine.holeTimeout=" + HOLE_TIMEOUT_MS + "ms",
                    "engine.maxAttempts=3",
                    "engine.retryBackoff=100ms");
            poisoned(stage, shop); // to warm up
            long[] without = {};
            long[] with = {};
            for (int i = 0; i < ROUNDS; i++) {
                // Who drifts, drifts against both alike.
                if (i % 2 == 0) {
                    without = joined(without, round(stage, shop));
                    with = joined(with, poisoned(stage, shop));
                } else {
                    with = joined(with, poisoned(stage, shop));
                    without = joined(without, round(stage, shop));
                }
            }
            print(mode, without, with);

            assertThat(median(with)).isLessThan(median(without) + HOLE_TIMEOUT_MS / 10.0);
        }
    }

    private static long[] round(Stage stage, Shop shop) throws InterruptedException {
        shop.traffic = new Traffic(RECORDS);
        return shop.traffic.run(stage);
    }

    private static long[] poisoned(Stage stage, Shop shop) throws InterruptedException {
        int before = shop.rejections.get();
        stage.send(stage.commands().purchase("bottle", "poison").toBuilder()
                .clearReplyTo()
                .build());
        long[] took = round(stage, shop);
        await("it is given up").until(() -> shop.rejections.get() > before);
        return took;
    }

    private static void print(String mode, long[] without, long[] with) {
        System.out.printf(
                "%s, ms from append to completion without and with a poison: median %.2f %.2f (%+.1f %%), mean %.2f"
                        + " %.2f (%+.1f %%), p99 %.1f %.1f%n",
                mode,
                median(without),
                median(with),
                100 * (median(with) / median(without) - 1),
                mean(without),
                mean(with),
                100 * (mean(with) / mean(without) - 1),
                percentile(without, 99),
                percentile(with, 99));
    }

    private static long[] joined(long[] some, long[] more) {
        return LongStream.concat(Arrays.stream(some), Arrays.stream(more))
                .sorted()
                .toArray();
    }

    private static double median(long[] sorted) {
        return percentile(sorted, 50);
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted[(sorted.length - 1) * percent / 100] / 1e6;
    }

    private static double mean(long[] nanos) {
        return Arrays.stream(nanos).average().orElseThrow() / 1e6;
    }
}
