package io.seckill.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads partitions from where a consumer is in them to an end that is known before. */
public final class TopicTail {
    private static final Duration POLL = Duration.ofMillis(100);

    private TopicTail() {}

    /**
     * Reads up to what are the ends of {@code partitions} now. Blocks.
     *
     * @param silence without a record for so long, the end is not there any more, or its leader is away
     * @param take is given the records, batch by batch
     * @throws TimeoutException after such a silence
     * @throws KafkaException where the cluster cannot be read
     */
    public static void read(
            Consumer<byte[], byte[]> consumer,
            Collection<TopicPartition> partitions,
            Duration silence,
            java.util.function.Consumer<ConsumerRecords<byte[], byte[]>> take) {
        read(consumer, consumer.endOffsets(partitions, silence), silence, () -> false, take);
    }

    /**
     * Reads up to {@code ends}, or until {@code givenUp} says so. Blocks; otherwise as the other one.
     *
     * @param ends of partitions that {@code consumer} is assigned, the offsets behind the last records that are wanted
     */
    public static void read(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Duration silence,
            BooleanSupplier givenUp,
            java.util.function.Consumer<ConsumerRecords<byte[], byte[]>> take) {
        long deadline = System.nanoTime() + silence.toNanos();
        // The position also passes the marks of transactions; the offset of the last record does not.
        while (!givenUp.getAsBoolean()
                && ends.entrySet().stream()
                        .anyMatch(end -> consumer.position(end.getKey(), silence) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            if (!polled.isEmpty()) {
                deadline = System.nanoTime() + silence.toNanos();
            } else if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("not read to the ends " + ends + ": no record for " + silence);
            }
            take.accept(polled);
        }
    }
}
