package io.seckill.backend.deliver;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.net.HostPort;
import io.seckill.net.TlsSettings;
import io.seckill.v1.QueuePosition;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings committed results to their gateways.
 *
 * <p>Everything inside is owned by one event loop: public methods hop onto it, private ones run on it.
 */
public final class Deliveries {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    private static final long TEND_EVERY_MS = 1_000;
    private static final long DRAIN_CHECK_MS = 10;

    /** How long a stop waits for results on their way: longer than any gateway that lives takes to acknowledge them. */
    private static final long DRAIN_TIMEOUT_MS = 2_000;

    /** Results on their way to the loop; past it a batch of them is dropped, since the loop is far behind. */
    private static final int MAX_HANDED_OVER = 200_000;

    private final Context loop;
    private final DeliveryContext context;
    private final AllowedAddresses allowed;
    private final RandomGenerator random;

    private final AtomicInteger handedOver = new AtomicInteger(); // any thread adds, the loop takes away

    private final Progress progress = new Progress();

    // Owned by the loop.
    private final Map<String, Outbox> outboxes = new HashMap<>();

    private Deliveries(Context loop, DeliveryContext context, RandomGenerator random) {
        this.loop = loop;
        this.context = context;
        this.allowed = AllowedAddresses.of(context.settings().allowedAddresses());
        this.random = random;
    }

    /** Deliveries on an event loop of {@code vertx}. */
    public static Deliveries start(
            Vertx vertx,
            DeliverySettings settings,
            TlsSettings tls,
            MeterRegistry registry,
            Ticker ticker,
            RandomGenerator random) {
        Context loop = vertx.getOrCreateContext();
        DeliveryContext context = new DeliveryContext(
                vertx,
                Dialler.overHttp(vertx, tls),
                settings,
                new DeliverMeters(registry),
                new GatewayWarnings(),
                ticker);
        Deliveries deliveries = new Deliveries(loop, context, random);
        loop.runOnContext(started -> {
            vertx.setPeriodic(TEND_EVERY_MS, tick -> deliveries.tend());
            vertx.setPeriodic(
                    ProgressReport.INTERVAL_MS,
                    tick -> deliveries.outboxes.values().forEach(Outbox::pump));
        });
        return deliveries;
    }

    /**
     * Takes committed results; returns at once and never fails. Call from any thread. What a gateway cannot be
     * brought is counted and dropped.
     */
    public void deliver(List<Reply> replies) {
        handOver(replies, Outbox::offer);
    }

    /** As {@link #deliver}, for results that another backend decided and may have delivered; counted apart. */
    public void deliverAgain(List<Reply> replies) {
        handOver(replies, Outbox::offerAgain);
    }

    /**
     * Takes how far queues are decided, durably. Every gateway that results go to hears of it, with the next results or,
     * a little later, without. Call from any thread.
     */
    public void decided(List<QueuePosition> positions) {
        progress.advance(positions);
    }

    private void handOver(List<Reply> replies, BiConsumer<Outbox, Reply> offer) {
        if (replies.isEmpty()) {
            return;
        }
        if (handedOver.addAndGet(replies.size()) > MAX_HANDED_OVER) {
            handedOver.addAndGet(-replies.size());
            context.meters().dropped(Dropped.QUEUE_FULL, replies.size());
            return;
        }
        loop.runOnContext(onLoop -> {
            handedOver.addAndGet(-replies.size());
            sort(replies, offer);
        });
    }

    private void sort(List<Reply> replies, BiConsumer<Outbox, Reply> offer) {
        Set<Outbox> touched = new LinkedHashSet<>();
        for (Reply reply : replies) {
            Outbox outbox = outboxes.get(reply.address());
            if (outbox == null) {
                outbox = admit(reply.address());
            }
            if (outbox != null) {
                offer.accept(outbox, reply);
                touched.add(outbox);
            }
        }
        touched.forEach(Outbox::pump);
    }

    /** One address that cannot be dealt with must not cost the buyers of another their answers. */
    private @Nullable Outbox admit(String address) {
        try {
            HostPort parsed = HostPort.parse(address);
            return parsed == null ? refuse(Dropped.BAD_ADDRESS, address) : admit(address, parsed);
        } catch (RuntimeException e) {
            log.debug("an address cannot be read", e);
            return refuse(Dropped.BAD_ADDRESS, address);
        }
    }

    private @Nullable Outbox admit(String address, HostPort parsed) {
        Optional<String> host = allowed.dialable(parsed.host());
        if (host.isEmpty()) {
            return refuse(Dropped.FORBIDDEN, address);
        }
        DeliverySettings settings = context.settings();
        if (outboxes.size() >= settings.maxGateways() && !evictOneNeverReached()) {
            return refuse(Dropped.TOO_MANY_GATEWAYS, address);
        }
        Backoff backoff = new Backoff(random);
        SocketAddress gateway = SocketAddress.inetSocketAddress(parsed.port(), host.get());
        Outbox outbox = new Outbox(address, gateway, context, backoff, progress);
        outboxes.put(address, outbox);
        context.meters().gateways(outboxes.size());
        return outbox;
    }

    /**
     * Makes room by forgetting the address that has failed for longest without ever having answered: it may be invented, and
     * enough of those would keep out a gateway that is there.
     */
    private boolean evictOneNeverReached() {
        Optional<Map.Entry<String, Outbox>> evicted = outboxes.entrySet().stream()
                .filter(entry -> entry.getValue().neverReached())
                .min(Comparator.comparingLong(entry -> entry.getValue().strandedSince()));
        evicted.ifPresent(entry -> {
            entry.getValue().close();
            outboxes.remove(entry.getKey());
        });
        return evicted.isPresent();
    }

    private @Nullable Outbox refuse(Dropped reason, String address) {
        context.meters().dropped(reason, 1);
        context.warnings().dropped(address, reason);
        return null;
    }

    private void tend() {
        outboxes.values().removeIf(outbox -> {
            boolean useless = !outbox.tend();
            if (useless) {
                outbox.close();
            }
            return useless;
        });
        context.meters().gateways(outboxes.size());
    }

    /** Waits for what is on its way, but not for long, and lets every gateway go. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        long deadline = context.ticker().millis() + DRAIN_TIMEOUT_MS;
        loop.runOnContext(onLoop -> closeWhenIdle(deadline, closed));
        return closed.future();
    }

    private void closeWhenIdle(long deadline, Promise<Void> closed) {
        boolean idle = outboxes.values().stream().allMatch(Outbox::idle);
        if (!idle && context.ticker().millis() < deadline) {
            context.vertx().setTimer(DRAIN_CHECK_MS, tick -> closeWhenIdle(deadline, closed));
            return;
        }
        outboxes.values().forEach(Outbox::close);
        outboxes.clear();
        closed.complete();
    }
}
