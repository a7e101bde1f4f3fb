package io.seckill.backend.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The projector's numbers. The only label is the queue's number. */
final class ProjectorMeters {
    private final Counter records;
    private final Counter rows;
    private final Counter failed;
    private final Counter overtaken;
    private final Timer transactions;
    private final MultiGauge lag;

    ProjectorMeters(MeterRegistry registry) {
        records = counter(registry, "seckill.projector.records", "records of the ledger that count in the table");
        rows = counter(registry, "seckill.projector.rows", "rows of orders written or changed");
        failed = counter(registry, "seckill.projector.failed", "failures after which the positions were read again");
        overtaken = counter(registry, "seckill.projector.overtaken", "transactions refused, another having gone on");
        transactions = Timer.builder("seckill.projector.transaction.time")
                .description("time of a transaction")
                .register(registry);
        lag = MultiGauge.builder("seckill.projector.lag")
                .description("records of a held queue that are not yet fetched")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void written(int recordsTaken, int rowsChanged, Duration time) {
        records.increment(recordsTaken);
        rows.increment(rowsChanged);
        transactions.record(time);
    }

    void failed() {
        failed.increment();
    }

    void overtaken() {
        overtaken.increment();
    }

    /** How far each held queue is from its end. */
    void lag(Map<Integer, Long> queues) {
        List<MultiGauge.Row<?>> gauges = queues.entrySet().stream()
                .<MultiGauge.Row<?>>map(queue ->
                        MultiGauge.Row.of(Tags.of("queue", Integer.toString(queue.getKey())), queue.getValue()))
                .toList();
        lag.register(gauges, true);
    }
}
