package io.seckill.backend.recovery.transactions;

import io.seckill.backend.recovery.transactions.Hanging.End;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * How transactions ended, from the log of their coordinators: the state that a coordinator tells is that of the latest
 * transaction of a transactional id, and no word on an earlier one.
 *
 * <p>Looked for is the record by which the transaction is ongoing, and the next one of its id. Compaction leaves no gap
 * between the two: it would have removed the first. Only an end that raises the producer's epoch counts (Kafka's
 * transaction version 2, KIP-890): without that, all transactions of a producer look alike.
 */
final class TransactionHistory {
    /** Longer than any transaction may last before its last record, 15 minutes by a broker's default. */
    private static final Duration BEFORE = Duration.ofMinutes(20);

    private final Admin admin;
    private final RawLog log;

    TransactionHistory(Admin admin, RawLog log) {
        this.admin = admin;
        this.log = log;
    }

    /** How {@code open} ended, a transaction of {@code transactionalId}. */
    End of(String transactionalId, Hanging open) throws InterruptedException {
        TopicPartition part = AdminAnswers.coordinated(admin, Topic.TRANSACTION_STATE_TOPIC_NAME, transactionalId);
        Search search = new Search(transactionalId, open);
        log.read(part, start(part, open.lastTimestamp() - BEFORE.toMillis()), search::goesOn);
        return search.end;
    }

    private long start(TopicPartition part, long time) throws InterruptedException {
        long since = offset(part, OffsetSpec.forTimestamp(Math.max(0, time)));
        return since < 0 ? offset(part, OffsetSpec.earliest()) : since;
    }

    private long offset(TopicPartition part, OffsetSpec which) throws InterruptedException {
        Map<TopicPartition, ListOffsetsResultInfo> found =
                AdminAnswers.await(admin.listOffsets(Map.of(part, which)).all(), "offsets of " + part);
        return found.values().iterator().next().offset();
    }

    private static final class Search {
        private static final byte ONGOING = 1;
        private static final byte PREPARE_COMMIT = 2;
        private static final byte PREPARE_ABORT = 3;
        private static final byte COMPLETE_COMMIT = 4;
        private static final byte COMPLETE_ABORT = 5;

        private final String transactionalId;
        private final Hanging open;
        private boolean begun;
        private End end = End.UNKNOWN;

        Search(String transactionalId, Hanging open) {
            this.transactionalId = transactionalId;
            this.open = open;
        }

        boolean goesOn(RecordBatch batch) {
            for (Record record : batch) {
                if (!batch.isControlBatch() && isOfId(record.key()) && !goesOn(record.value())) {
                    return false;
                }
            }
            return true;
        }

        /** A key is a version and the transactional id, with its length before it. */
        private boolean isOfId(ByteBuffer key) {
            byte[] id = transactionalId.getBytes(StandardCharsets.UTF_8);
            if (key.remaining() != 2 * Short.BYTES + id.length || key.getShort() != 0 || key.getShort() != id.length) {
                return false;
            }
            return key.equals(ByteBuffer.wrap(id));
        }

        /** In every version a value begins with that, the producer's id and epoch, the time-out and the state. */
        private boolean goesOn(ByteBuffer value) {
            if (value == null) {
                return !begun;
            }
            value.getShort();
            long producerId = value.getLong();
            short epoch = value.getShort();
            value.getInt();
            byte state = value.get();
            boolean same = producerId == open.producerId() && epoch == open.epoch();
            if (state == ONGOING) {
                boolean later = begun && !same;
                begun |= same;
                return !later;
            }
            if (begun && !same) {
                end = switch (state) {
                    case PREPARE_COMMIT, COMPLETE_COMMIT -> End.COMMITTED;
                    case PREPARE_ABORT, COMPLETE_ABORT -> End.ABORTED;
                    default -> End.UNKNOWN;
                };
                return false;
            }
            // The same epoch: by transaction version 1, after which it could be a later one's.
            boolean over = begun && (state == COMPLETE_COMMIT || state == COMPLETE_ABORT);
            return !over;
        }
    }
}
