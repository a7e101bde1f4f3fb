package io.seckill.backend.recovery.transactions;

import io.seckill.kafka.TopicSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Utils;

/**
 * Writes the ledger's records of a committed transaction that the cluster left open once more, in a transaction of its
 * own. With them goes the queue's position as it is: it bears the group's generation, and so none but the queue's owner
 * can write. A record that a later committed one of its key has replaced stays away. So it may be done twice.
 */
final class Rewriter {
    private final Admin admin;
    private final RawLog log;
    private final TopicSettings topics;
    private final Supplier<Producer<byte[], byte[]>> producers;

    /** {@code producers} makes transactional ones, one at a time. */
    Rewriter(Admin admin, RawLog log, TopicSettings topics, Supplier<Producer<byte[], byte[]>> producers) {
        this.admin = admin;
        this.log = log;
        this.topics = topics;
        this.producers = producers;
    }

    /** Whether what is committed in {@code part} is lost where it is not written again. */
    boolean isFor(TopicPartition part) {
        return part.topic().equals(topics.orders());
    }

    /**
     * Writes again.
     *
     * @param open all that is open in a partition of the ledger, in order
     * @param committed the committed ones among them
     * @param member as whom the position is committed
     * @throws KafkaException where that is refused; nothing is written then, or all; also where one of them is several
     *     transactions of its producer, which the broker took for one
     */
    void rewrite(List<Hanging> open, List<Hanging> committed, ConsumerGroupMetadata member)
            throws InterruptedException {
        TopicPartition part = open.get(0).part();
        Scan scan = new Scan(open);
        log.read(part, open.get(0).from(), scan::take);
        List<ProducerRecord<byte[], byte[]>> writes = scan.missing(part, committed);
        if (writes.isEmpty()) {
            return;
        }
        TopicPartition queue = new TopicPartition(topics.requests(), part.partition());
        OffsetAndMetadata position = position(queue, member.groupId());
        try (Bounded producer = new Bounded(producers.get())) {
            producer.write(writes, Map.of(queue, position), member);
        }
    }

    private OffsetAndMetadata position(TopicPartition queue, String group) throws InterruptedException {
        OffsetAndMetadata committed = AdminAnswers.await(
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), "the group's positions")
                .get(queue);
        if (committed != null) {
            return committed;
        }
        long begin = AdminAnswers.await(
                        admin.listOffsets(Map.of(queue, OffsetSpec.earliest())).partitionResult(queue),
                        "where " + queue + " begins")
                .offset();
        return new OffsetAndMetadata(begin, "0"); // no log's time: without any note it would be an operator's word
    }

    /** Writes all or nothing, and leaves nothing open: that would stand in the way as what is mended here does. */
    record Bounded(Producer<byte[], byte[]> producer) implements AutoCloseable {
        void write(
                List<ProducerRecord<byte[], byte[]>> writes,
                Map<TopicPartition, OffsetAndMetadata> position,
                ConsumerGroupMetadata member) {
            producer.initTransactions();
            producer.beginTransaction();
            try {
                for (ProducerRecord<byte[], byte[]> write : writes) {
                    var unused = producer.send(write); // a failure fails the commit
                }
                producer.sendOffsetsToTransaction(position, member);
                producer.commitTransaction();
            } catch (KafkaException failed) {
                abortAfter(failed);
                throw failed;
            }
        }

        private void abortAfter(KafkaException failed) {
            try {
                producer.abortTransaction();
            } catch (RuntimeException e) {
                failed.addSuppressed(e); // fenced, say, or cut off: the broker's time-out remains
            }
        }

        @Override
        public void close() {
            producer.close(Duration.ZERO);
        }
    }

    private record Kept(Record record, boolean missing) {}

    /** What a reader of committed records would see, and what it would have to see. */
    private static final class Scan {
        private final Map<Long, Hanging> hanging = new HashMap<>();
        private final Map<Long, List<Record>> open = new HashMap<>();
        private final Map<ByteBuffer, Kept> latest = new HashMap<>();
        private final Set<Long> torn = new HashSet<>();

        Scan(List<Hanging> all) {
            all.forEach(each -> hanging.put(each.producerId(), each));
        }

        boolean take(RecordBatch batch) {
            if (batch.isControlBatch()) {
                List<Record> ended = open.remove(batch.producerId());
                if (ended != null && isCommit(batch)) {
                    ended.forEach(record -> keep(record, false));
                }
                return true;
            }
            Hanging owner = hanging.get(batch.producerId());
            if (owner != null && batch.baseOffset() >= owner.from() && batch.producerEpoch() != owner.epoch()) {
                torn.add(batch.producerId());
            }
            for (Record record : batch) {
                if (batch.isTransactional()) {
                    open.computeIfAbsent(batch.producerId(), first -> new ArrayList<>())
                            .add(record);
                } else {
                    keep(record, false);
                }
            }
            return true;
        }

        private static boolean isCommit(RecordBatch batch) {
            return ControlRecordType.parse(batch.iterator().next().key()) == ControlRecordType.COMMIT;
        }

        private void keep(Record record, boolean missing) {
            if (!record.hasKey()) {
                return; // nobody of the ledger's
            }
            latest.merge(
                    record.key(),
                    new Kept(record, missing),
                    (one, other) -> one.record().offset() > other.record().offset() ? one : other);
        }

        List<ProducerRecord<byte[], byte[]>> missing(TopicPartition part, List<Hanging> committed) {
            if (!torn.isEmpty()) {
                throw new KafkaException("producers " + torn + " wrote several transactions into one in " + part);
            }
            committed.forEach(
                    each -> open.getOrDefault(each.producerId(), List.of()).forEach(record -> keep(record, true)));
            return latest.values().stream()
                    .filter(Kept::missing)
                    .map(Kept::record)
                    .sorted(Comparator.comparingLong(Record::offset))
                    .map(record -> new ProducerRecord<>(
                            part.topic(),
                            part.partition(),
                            record.timestamp(),
                            Utils.toArray(record.key()),
                            Utils.toNullableArray(record.value()),
                            List.of(record.headers())))
                    .toList();
        }
    }
}
