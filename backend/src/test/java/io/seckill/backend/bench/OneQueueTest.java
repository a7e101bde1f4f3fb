package io.seckill.backend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Records per second through one queue, the engine beside its peers. By default a short round that shows that all of
 * them run; {@code -Dbench.full=true} is for figures, on a machine that does nothing else: several rounds, of which the
 * first warms up. In each round every contender has its turn, in another order, and what counts is the median of its
 * rounds: who drifts, drifts against all alike.
 */
@WithBroker
@Timeout(600)
@Tag("slow")
class OneQueueTest {
    private static final boolean FULL = Boolean.getBoolean("bench.full");
    private static final int CONCURRENCY = Integer.getInteger("bench.concurrency", 100);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", FULL ? 5 : 1);
    private static final int KEYS = 1_000;
    private static final Duration TEN_MILLIS = Duration.ofMillis(10);

    /** Takes one round. */
    private interface Contender {
        double run(Round round) throws Exception;
    }

    private final Map<String, double[]> figures = new LinkedHashMap<>(); // records/s of each counted round

    @Test
    void recordsThatWaitTenMillis(TestBroker broker) throws Exception {
        int few = FULL ? 500 : 100;
        int many = FULL ? 20_000 : 2_000;
        try (Stage stage = filled(broker, few)) {
            double ordered = new Contenders(stage, CONCURRENCY).engine("ordered", new Round(few, TEN_MILLIS));
            figures.put("engine, ordered", new double[] {ordered});
        }
        try (Stage stage = filled(broker, many)) {
            compare(new Contenders(stage, CONCURRENCY), many, TEN_MILLIS);
        }
        print("10 ms a record, " + CONCURRENCY + " at once");
        assertThat(median("engine, parallel")).isGreaterThan(median("engine, ordered") * (FULL ? 50 : 10));
    }

    @Test
    void recordsThatWaitForNothing(TestBroker broker) throws Exception {
        int many = FULL ? 300_000 : 10_000;
        try (Stage stage = filled(broker, many)) {
            compare(new Contenders(stage, CONCURRENCY), many, Duration.ZERO);
        }
        print("0 ms a record");
    }

    private void compare(Contenders contenders, int records, Duration wait) throws Exception {
        Map<String, Contender> all = new LinkedHashMap<>();
        all.put("engine, keyed", round -> contenders.engine("keyed", round));
        all.put("parallel-consumer, KEY", round -> contenders.parallelConsumer(ProcessingOrder.KEY, round));
        all.put("engine, parallel", round -> contenders.engine("parallel", round));
        all.put("parallel-consumer, UNORDERED", round -> contenders.parallelConsumer(ProcessingOrder.UNORDERED, round));
        List<String> order = new ArrayList<>(all.keySet());
        for (int i = FULL ? -1 : 0; i < ROUNDS; i++) {
            for (String contender : order) {
                double reached = all.get(contender).run(new Round(records, wait));
                if (i >= 0) {
                    put(contender, reached);
                }
            }
            Collections.rotate(order, 1);
        }
        // Slow as they are, their rate shows on fewer.
        put("share consumers", contenders.shareConsumers(new Round(FULL ? records / 10 : records, wait)));
    }

    private static Stage filled(TestBroker broker, int records) {
        Stage stage = new Stage(broker, 1);
        for (int i = 0; i < records; i++) {
            stage.send(stage.commands().purchase("item" + i % KEYS, "user" + i).toBuilder()
                    .clearReplyTo()
                    .build());
        }
        return stage;
    }

    private void put(String contender, double perSecond) {
        double[] before = figures.getOrDefault(contender, new double[0]);
        double[] now = Arrays.copyOf(before, before.length + 1);
        now[before.length] = perSecond;
        figures.put(contender, now);
    }

    private double median(String contender) {
        double[] sorted = figures.get(contender).clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private double share(String contender, String peer) {
        return median(contender) / median(peer);
    }

    private void print(String title) {
        System.out.println(title + ":");
        figures.forEach((contender, rounds) -> System.out.printf(
                "  %-30s %,10.0f records/s, of %s%n",
                contender,
                median(contender),
                Arrays.stream(rounds).mapToObj("%,.0f"::formatted).toList()));
        System.out.printf(
                "  keyed reaches %.3f of KEY, parallel %.3f of UNORDERED%n",
                share("engine, keyed", "parallel-consumer, KEY"),
                share("engine, parallel", "parallel-consumer, UNORDERED"));
    }
}
