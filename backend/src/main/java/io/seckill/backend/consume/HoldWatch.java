package io.seckill.backend.consume;

import io.seckill.v1.Command;
import io.seckill.v1.ExpireHolds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has holds expire where no other command comes to do it: when one seems due by this machine's clock, an
 * {@link ExpireHolds} is appended to the queue itself, whose log says what time it is. Too early, or twice, it does no
 * harm; as long as a hold seems due it is sent again. Owned by the consuming thread, which it never blocks.
 */
final class HoldWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HoldWatch.class);

    /** Between two for one queue: enough for the first to come back, and little where the clocks differ. */
    private static final long AGAIN_AFTER_NS = Duration.ofMillis(500).toNanos();

    /** After the producer has refused one, as it does while it looks for the queue's leader. */
    private static final long REFUSED_AGAIN_AFTER_NS = Duration.ofMillis(20).toNanos();

    private final Producer<byte[], byte[]> producer;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<TopicPartition, Long> notBefore = new HashMap<>(); // no more than there are queues

    /** Sends by {@code producer}, which must refuse at once what it cannot take. */
    HoldWatch(Producer<byte[], byte[]> producer, InstantSource clock, RandomGenerator random) {
        this.producer = producer;
        this.clock = clock;
        this.random = random;
    }

    /** Sends to {@code queue} where a hold seems due; {@code now} is of {@link System#nanoTime}. */
    void look(TopicPartition name, OwnedQueue queue, long now) {
        OptionalLong due = nanosToNext(name, queue, now);
        if (due.isPresent() && due.getAsLong() == 0) {
            queue.ledger().anyReserved().ifPresent(itemId -> notBefore.put(name, now + send(name, itemId)));
        }
    }

    /** In how many nanoseconds there is something to send, if nothing else happens; empty for never. */
    OptionalLong nanosToNext(TopicPartition name, OwnedQueue queue, long now) {
        OptionalLong ends = queue.ledger().firstHoldEnds();
        if (ends.isEmpty()) {
            return OptionalLong.empty();
        }
        long untilDue = Duration.ofMillis(ends.getAsLong() - clock.millis()).toNanos();
        long untilAllowed = notBefore.getOrDefault(name, now) - now;
        return OptionalLong.of(Math.max(0, Math.max(untilDue, untilAllowed)));
    }

    /** Returns how long to wait before the next. */
    private long send(TopicPartition name, String itemId) {
        HexFormat hex = HexFormat.of();
        Command command = Command.newBuilder()
                .setRequestId(hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()))
                .setItemId(itemId)
                .setCreatedAt(clock.millis())
                .setExpireHolds(ExpireHolds.getDefaultInstance())
                .build();
        byte[] key = itemId.getBytes(StandardCharsets.UTF_8);
        try {
            Future<RecordMetadata> sent = producer.send(
                    new ProducerRecord<>(name.topic(), name.partition(), key, command.toByteArray()),
                    (place, failure) -> {
                        if (failure != null) {
                            LOG.debug("holds of {} could not be made to expire yet", name, failure);
                        }
                    });
            return sent.isDone() ? REFUSED_AGAIN_AFTER_NS : AGAIN_AFTER_NS;
        } catch (KafkaException refused) {
            LOG.debug("holds of {} could not be made to expire yet", name, refused);
            return AGAIN_AFTER_NS;
        }
    }
}
