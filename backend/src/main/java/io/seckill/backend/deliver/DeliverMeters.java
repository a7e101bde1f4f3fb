package io.seckill.backend.deliver;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.v1.Receipt;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The numbers of step 8. No label carries an address. */
final class DeliverMeters {
    private final Map<Receipt, Counter> receipts = new EnumMap<>(Receipt.class);
    private final Map<Receipt, Counter> takenOver = new EnumMap<>(Receipt.class);
    private final Map<Dropped, Counter> dropped = new EnumMap<>(Dropped.class);
    private final Counter broken;
    private final Counter notReached;
    private final Counter redelivered;
    private final AtomicInteger gateways = new AtomicInteger();
    private final AtomicInteger queued = new AtomicInteger();

    DeliverMeters(MeterRegistry registry) {
        for (Receipt receipt : Receipt.values()) {
            receipts.put(receipt, counter(registry, "deliver.receipts", "results by the gateway's receipt", receipt));
            String again = "results told again after a take-over, by the gateway's receipt";
            takenOver.put(receipt, counter(registry, "takeover.redelivered", again, receipt));
        }
        for (Dropped reason : Dropped.values()) {
            dropped.put(reason, counter(registry, "deliver.dropped", "results never acknowledged, by reason", reason));
        }
        broken = Counter.builder("seckill.deliver.streams.broken")
                .description("streams to gateways that ended or failed")
                .register(registry);
        notReached = Counter.builder("seckill.deliver.dials.failed")
                .description("attempts to open a stream to a gateway that failed")
                .register(registry);
        redelivered = Counter.builder("seckill.deliver.redelivered")
                .description("results sent again after their stream broke")
                .register(registry);
        Gauge.builder("seckill.deliver.gateways", gateways, AtomicInteger::get)
                .description("gateways with an outbox")
                .register(registry);
        Gauge.builder("seckill.deliver.queued", queued, AtomicInteger::get)
                .description("results that wait in all outboxes")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description, Enum<?> kind) {
        return Counter.builder("seckill." + name)
                .description(description)
                .tag("kind", kind.name().replace("RECEIPT_", "").toLowerCase(Locale.ROOT))
                .register(registry);
    }

    void received(Receipt receipt, boolean afterTakeOver) {
        requireNonNull((afterTakeOver ? takenOver : receipts).get(receipt)).increment();
    }

    void dropped(Dropped reason, int results) {
        requireNonNull(dropped.get(reason)).increment(results);
    }

    void broken() {
        broken.increment();
    }

    void notReached() {
        notReached.increment();
    }

    void redelivered(int results) {
        redelivered.increment(results);
    }

    void gateways(int now) {
        gateways.set(now);
    }

    void queued(int change) {
        queued.addAndGet(change);
    }
}
