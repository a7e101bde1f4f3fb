package io.seckill.backend.commit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/**
 * Writes transactions, strictly one after the other, with producers that take turns. Owned by the committing thread.
 *
 * <p>Why more than one: after a commit is acknowledged, the broker still writes its markers, and meanwhile turns away
 * the same producer's next transaction, with pauses of 20 ms and more. Another producer's need not wait. Positions
 * stay in order whichever marker is first, since the group keeps the one written last, not the one completed last.
 */
public final class TransactionWriter implements AutoCloseable {
    private final List<Producer<byte[], byte[]>> producers = new ArrayList<>();
    private final List<KafkaClientMetrics> metrics = new ArrayList<>();
    private int turn;

    /**
     * Opens a producer for each of {@code properties}. Whatever earlier ones of the same transactional ids left open is
     * finished first, and those are fenced.
     *
     * @throws org.apache.kafka.common.KafkaException where the cluster is not reached in time
     */
    TransactionWriter(List<Map<String, Object>> properties, MeterRegistry registry) {
        try {
            for (Map<String, Object> each : properties) {
                Producer<byte[], byte[]> producer = new KafkaProducer<>(each);
                producers.add(producer);
                metrics.add(new KafkaClientMetrics(producer));
                init(producer, String.valueOf(each.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG)));
            }
            metrics.forEach(each -> each.bindTo(registry));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Kafka's own refusal does not say which id. */
    private static void init(Producer<byte[], byte[]> producer, String id) {
        try {
            producer.initTransactions();
        } catch (TransactionalIdAuthorizationException e) {
            throw new KafkaException("the ACLs do not let this user write by the transactional id " + id, e);
        }
    }

    /**
     * Writes {@code batches} and moves the group's positions behind them, all or nothing.
     *
     * @throws org.apache.kafka.clients.consumer.CommitFailedException where {@code member} is not of the group's
     *     present generation; nothing was written, and the writer stays usable
     * @throws org.apache.kafka.common.KafkaException for anything else; the outcome may be open, the writer must be
     *     closed
     */
    void commit(List<Batch> batches, ConsumerGroupMetadata member) {
        Producer<byte[], byte[]> producer = begin();
        try {
            write(producer, batches, member);
            producer.commitTransaction();
        } catch (CommitFailedException stale) {
            producer.abortTransaction();
            throw stale;
        }
    }

    /**
     * Does all that {@link #commit} does, and takes it back: no committed reader sees it, and the group's positions stay.
     *
     * @throws org.apache.kafka.common.KafkaException where that fails; the writer must be closed
     */
    public void rehearse(List<Batch> batches, ConsumerGroupMetadata member) {
        Producer<byte[], byte[]> producer = begin();
        write(producer, batches, member);
        producer.flush(); // an abort would drop what is not sent yet
        producer.abortTransaction();
    }

    private Producer<byte[], byte[]> begin() {
        Producer<byte[], byte[]> producer = producers.get(turn);
        turn = (turn + 1) % producers.size();
        producer.beginTransaction();
        return producer;
    }

    private static void write(Producer<byte[], byte[]> producer, List<Batch> batches, ConsumerGroupMetadata member) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (Batch batch : batches) {
            for (ProducerRecord<byte[], byte[]> write : batch.writes()) {
                var unused = producer.send(write); // a failure fails the commit
            }
            positions.putAll(batch.positions());
        }
        producer.sendOffsetsToTransaction(positions, member);
    }

    @Override
    public void close() {
        metrics.forEach(KafkaClientMetrics::close);
        producers.forEach(producer -> producer.close(Duration.ZERO));
    }
}
