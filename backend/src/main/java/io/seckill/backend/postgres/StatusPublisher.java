package io.seckill.backend.postgres;

import io.seckill.kafka.Refusals;
import io.seckill.v1.Item;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the gateways, by the topic of items, what each item is and how much of it is left.
 *
 * <p>A new definition, a deletion, "sold out" and its end go out at once, any other change at most once an interval. Of what waits
 * only the latest state of each item is kept, so the wait is bounded by the number of items, also while the cluster is
 * away. A status is a hint, the table is the truth: readers drop an older version by the row's own, counted by PostgreSQL. But
 * the topic keeps what was appended last, and who starts later reads that. So what is sent after a failure is the latest
 * state, and a new owner of a queue tells of all items again once a former one's last words must have come or failed.
 */
public final class StatusPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusPublisher.class);

    /** Soon enough for a person who looks at what is left, and seldom enough for a topic that every gateway reads. */
    private static final long INTERVAL_MS = 200;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Refusals refusals = new Refusals(log);
    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final ScheduledExecutorService thread;
    private final Map<String, Item> waiting = new ConcurrentHashMap<>(); // any thread adds, the own thread takes
    private final Map<String, Item> latest = new HashMap<>(); // what has come, published or not; guarded by this
    private final AtomicBoolean urgentAhead = new AtomicBoolean(); // whether the own thread is already called

    /** Publishes to {@code topic} with {@code producer}, which it closes. */
    public StatusPublisher(String topic, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
        this.thread = Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "seckill-status"));
        var unused = thread.scheduleWithFixedDelay(this::publishAll, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    /** Takes items as they now are. Call from any thread; returns at once. */
    public void changed(List<Item> items) {
        boolean urgent = false;
        for (Item item : items) {
            urgent |= urgent(item);
            waiting.merge(item.getItemId(), item, StatusPublisher::later);
        }
        if (urgent && urgentAhead.compareAndSet(false, true)) {
            thread.execute(this::publishAll);
        }
    }

    private void publishAll() {
        urgentAhead.set(false);
        try {
            for (String itemId : List.copyOf(waiting.keySet())) {
                Item item = waiting.remove(itemId);
                if (item != null) {
                    publish(item);
                }
            }
        } catch (KafkaException e) {
            refusals.failed("item statuses wait for the cluster", e);
        }
    }

    private void publish(Item item) {
        byte[] key = item.getItemId().getBytes(StandardCharsets.UTF_8);
        try {
            byte[] value = Rows.isDeleted(item) ? null : item.toByteArray();
            var unused = producer.send(new ProducerRecord<>(topic, key, value), (sent, failure) -> {
                if (failure != null) {
                    refusals.failed("item statuses wait for the cluster", failure);
                    again(item.getItemId());
                } else if (value == null) {
                    forget(item);
                }
            });
        } catch (KafkaException e) {
            again(item.getItemId());
            throw e;
        }
    }

    /**
     * What was to be sent may be there or not; only the latest state may follow it. A later one may have been sent meanwhile, and
     * the topic keeps what was appended last.
     */
    private synchronized void again(String itemId) {
        Item now = latest.get(itemId);
        if (now != null) {
            waiting.merge(itemId, now, StatusPublisher::later);
        }
    }

    /** What was deleted may be there again by now. */
    private synchronized void forget(Item deleted) {
        latest.remove(deleted.getItemId(), deleted);
    }

    /** Against what came before, and not what was published: that may be on its way at this moment. */
    private synchronized boolean urgent(Item item) {
        Item before = latest.get(item.getItemId());
        Item now = latest.merge(item.getItemId(), item, StatusPublisher::later);
        return now.equals(item)
                && (before == null
                        || (item.getRemaining() == 0) != (before.getRemaining() == 0)
                        || !definition(item).equals(definition(before)));
    }

    private static Item definition(Item item) {
        return item.toBuilder().clearRemaining().clearVersion().build();
    }

    private static Item later(Item one, Item other) {
        return one.getVersion() > other.getVersion() ? one : other;
    }

    /** Publishes what waits, as far as the cluster takes it at once, and ends. Blocks for that. */
    @Override
    public void close() {
        thread.execute(this::publishAll);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("item statuses left unpublished: {}", waiting.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
    }
}
