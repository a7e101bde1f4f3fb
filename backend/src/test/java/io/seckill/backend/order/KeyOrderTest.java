package io.seckill.backend.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.backend.repartition.Repartitioning;
import io.seckill.backend.repartition.RepartitioningReport;
import io.seckill.layout.Layout;
import io.seckill.layout.LayoutLog;
import io.seckill.slots.SlotMap;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Records of a key take effect in their order, whatever becomes of them and of the backends. {@code
 * -Dengine.records=1000000} takes more of them, {@code -Dengine.seed=N} the dice of an earlier run.
 */
@WithBroker
@Timeout(1_800)
class KeyOrderTest {
    private static final int RECORDS = Integer.getInteger("engine.records", 20_000);
    private static final int KEYS = 500;
    private static final int QUEUES = 4;
    private static final int MIN_RECORDS_PER_TURN = 2_000;
    private static final int MAX_TURNS = 100;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final long seed = Long.getLong("engine.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Effects effects = new Effects(KEYS);
    private final int[] places = new int[KEYS]; // the next of each key

    @Test
    void keyedKeepsTheOrderOfEachKey(TestBroker broker) throws Exception {
        decideAll(broker, "keyed", RECORDS);

        assertThat(effects.records()).isEqualTo(RECORDS);
        assertThat(effects.inversions()).isZero();
    }

    @Test
    void parallelDoesNot(TestBroker broker) throws Exception {
        int records = RECORDS / 5;
        decideAll(broker, "parallel", records);

        assertThat(effects.records()).isEqualTo(records);
        assertThat(effects.inversions()).isPositive();
    }

    /** As many records stand before the seals as behind the awaits, and the store comes only when all are there. */
    @Test
    void keyedKeepsTheOrderOfKeysThatMoveToQueuesThatAreAdded(TestBroker broker) throws Exception {
        int half = RECORDS / 10;
        System.out.println("engine.seed=" + seed);
        try (Stage stage = new Stage(broker, QUEUES);
                LayoutLog log =
                        new LayoutLog(stage.settings().kafka(), stage.topics().slots(), "test")) {
            AtomicBoolean away = new AtomicBoolean();
            Crowd crowd = new Crowd(
                    stage,
                    () -> new AbsentHandler(away, new MoodyHandler(stage.vertx(), random.split(), effects)),
                    "keyed");
            away.set(true);
            Layout first = Objects.requireNonNull(log.read().layout());
            append(stage, half);
            stage.flush();
            stage.addQueues(2 * QUEUES);
            log.write(first.freezing(2 * QUEUES)); // nobody but this test sends, and it does not
            CompletableFuture<Void> growth = CompletableFuture.runAsync(() -> grow(stage, 2 * QUEUES));
            await("switched").until(() -> current(log).version() == 2);
            stage.follow(current(log));
            append(stage, half);
            stage.flush();
            assertThat(effects.records()).isZero();
            away.set(false);
            awaitEffects(half / 2);
            crowd.turn();
            crowd.turn();
            growth.get(TIMEOUT.toMinutes(), TimeUnit.MINUTES);
            awaitEffects(2 * half);

            System.out.printf("grown: %,d records, %,d inversions%n", 2 * half, effects.inversions());
            assertThat(effects.records()).isEqualTo(2 * half);
            assertThat(effects.inversions()).isZero();
        }
    }

    private static SlotMap current(LayoutLog log) {
        return Objects.requireNonNull(log.read().layout()).current();
    }

    private static void grow(Stage stage, int queues) {
        var subject = new Repartitioning.Subject(stage.settings().kafka(), stage.topics(), stage.group());
        RepartitioningReport report = new RepartitioningReport(System.out::println, System::nanoTime);
        try (Repartitioning growth = new Repartitioning(subject, report, new Random())) {
            growth.to(queues);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void decideAll(TestBroker broker, String mode, int records) throws Exception {
        System.out.println("engine.seed=" + seed + " engine.records=" + records);
        long begun = System.nanoTime();
        try (Stage stage = new Stage(broker, QUEUES)) {
            append(stage, records);
            Crowd crowd = new Crowd(stage, () -> new MoodyHandler(stage.vertx(), random.split(), effects), mode);
            int step = Math.max(MIN_RECORDS_PER_TURN, records / MAX_TURNS);
            for (int next = step; next < records; next += step) {
                awaitEffects(next);
                crowd.turn();
            }
            awaitEffects(records);
            System.out.printf(
                    "%s: %,d records of %d keys in %d s, %d rebalances, %d dead letters, %,d repetitions, %,d inversions%n",
                    mode,
                    records,
                    KEYS,
                    Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                    crowd.turns(),
                    stage.deadLetters().size(),
                    effects.repetitions(),
                    effects.inversions());
        }
    }

    private void awaitEffects(int records) {
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(() -> effects.records() >= records);
    }

    private void append(Stage stage, int records) {
        for (int i = 0; i < records; i++) {
            int key = random.nextInt(KEYS);
            stage.send(stage.commands().purchase(Integer.toString(key), Integer.toString(places[key]++)).toBuilder()
                    .clearReplyTo()
                    .build());
        }
    }
}
