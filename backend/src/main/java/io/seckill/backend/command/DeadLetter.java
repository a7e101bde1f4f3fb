package io.seckill.backend.command;

import io.seckill.deadletter.LetterHeaders;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Poison as it is kept aside: the record as it was, with its reason and origin in headers.
 *
 * <p>A key or value over the bound is cut, and {@code size} tells its whole length: a record near the broker's limit
 * would not fit there a second time with its headers, and would then stop the queue that it is meant to free.
 */
public final class DeadLetter {
    private static final int MAX_KEY_BYTES = 16 * 1024;
    private static final int MAX_VALUE_BYTES = 512 * 1024;

    private DeadLetter() {}

    /** {@code poison} as a record of {@code topic}, in the partition of its queue. */
    public static ProducerRecord<byte[], byte[]> of(
            ConsumerRecord<byte[], byte[]> poison, String topic, String reason) {
        List<Header> headers = List.of(
                LetterHeaders.of(LetterHeaders.REASON, reason),
                LetterHeaders.of("origin-topic", poison.topic()),
                LetterHeaders.of("origin-partition", Integer.toString(poison.partition())),
                LetterHeaders.of(LetterHeaders.ORIGIN_OFFSET, Long.toString(poison.offset())),
                LetterHeaders.of("size", Integer.toString(Math.max(0, poison.serializedValueSize()))));
        return new ProducerRecord<>(
                topic,
                poison.partition(),
                cut(poison.key(), MAX_KEY_BYTES),
                cut(poison.value(), MAX_VALUE_BYTES),
                headers);
    }

    private static byte @Nullable [] cut(byte @Nullable [] bytes, int max) {
        return bytes == null || bytes.length <= max ? bytes : Arrays.copyOf(bytes, max);
    }
}
