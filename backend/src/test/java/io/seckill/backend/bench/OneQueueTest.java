package io.seckill.backend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.fixture.TestBroker;
import io.seckill.backend.fixture.WithBroker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Records per second through one queue, the engine beside its peers. By default a short round that shows that all of
 * them run; {@code -Dbench.full=true} is for figures, on a machine that does nothing else.
 */
@WithBroker
@Timeout(600)
@Tag("alone")
class OneQueueTest {
    private static final boolean FULL = Boolean.getBoolean("bench.full");
    private static final int CONCURRENCY = Integer.getInteger("bench.concurrency", 100);
    private static final int KEYS = 1_000;
    private static final int SHARE_OF_SHARE_CONSUMERS = FULL ? 10 : 1; // slow as they are, their rate shows on fewer
    private static final Duration TEN_MILLIS = Duration.ofMillis(10);

    private final Map<String, Double> figures = new LinkedHashMap<>();

    @Test
    void recordsThatWaitTenMillis(TestBroker broker) throws Exception {
        int few = FULL ? 500 : 100;
        int many = FULL ? 30_000 : 2_000;
        try (Stage stage = filled(broker, few)) {
            put("engine, ordered", new Contenders(stage, CONCURRENCY).engine("ordered", new Round(few, TEN_MILLIS)));
        }
        try (Stage stage = filled(broker, many)) {
            compare(new Contenders(stage, CONCURRENCY), many, TEN_MILLIS);
        }
        print("10 ms a record, " + CONCURRENCY + " at once");
        assertThat(figures.get("engine, parallel")).isGreaterThan(figures.get("engine, ordered") * (FULL ? 50 : 10));
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
        put("engine, keyed", contenders.engine("keyed", new Round(records, wait)));
        put("parallel-consumer, KEY", contenders.parallelConsumer(ProcessingOrder.KEY, new Round(records, wait)));
        put("engine, parallel", contenders.engine("parallel", new Round(records, wait)));
        put(
                "parallel-consumer, UNORDERED",
                contenders.parallelConsumer(ProcessingOrder.UNORDERED, new Round(records, wait)));
        put("share consumers", contenders.shareConsumers(new Round(records / SHARE_OF_SHARE_CONSUMERS, wait)));
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
        figures.put(contender, perSecond);
    }

    private void print(String title) {
        System.out.println(title + ":");
        figures.forEach(
                (contender, perSecond) -> System.out.printf("  %-30s %,10.0f records/s%n", contender, perSecond));
    }
}
