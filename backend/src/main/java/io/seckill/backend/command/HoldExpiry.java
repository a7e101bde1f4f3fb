package io.seckill.backend.command;

import io.seckill.kafka.Refusals;
import io.seckill.v1.Command;
import io.seckill.v1.ExpireHolds;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends {@link ExpireHolds} to queues, whose logs say what time it is: only there is decided whether a hold is over.
 * Too early, or twice, it does no harm. Used by one thread.
 */
public final class HoldExpiry {
    private static final Logger log = LoggerFactory.getLogger(HoldExpiry.class);

    private final Refusals refusals = new Refusals(log);
    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** Sends to {@code topic} by {@code producer}, which must refuse at once what it cannot take. */
    public HoldExpiry(String topic, Producer<byte[], byte[]> producer, InstantSource clock, RandomGenerator random) {
        this.topic = topic;
        this.producer = producer;
        this.clock = clock;
        this.random = random;
    }

    /** Has the holds of {@code itemId} looked at in its queue; false where the producer has refused at once. */
    public boolean send(String itemId, int queue) {
        HexFormat hex = HexFormat.of();
        Command command = Command.newBuilder()
                .setRequestId(hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()))
                .setItemId(itemId)
                .setCreatedAt(clock.millis())
                .setExpireHolds(ExpireHolds.getDefaultInstance())
                .build();
        byte[] key = itemId.getBytes(StandardCharsets.UTF_8);
        try {
            Future<RecordMetadata> sent =
                    producer.send(new ProducerRecord<>(topic, queue, key, command.toByteArray()), (place, failure) -> {
                        if (failure != null) {
                            refusals.failed("holds could not be made to expire yet", failure);
                        }
                    });
            return !sent.isDone();
        } catch (KafkaException refused) {
            refusals.failed("holds could not be made to expire yet", refused);
            return false;
        }
    }
}
