package io.seckill.backend.recovery;

import io.seckill.backend.decide.LedgerEntry;
import io.seckill.v1.LedgerPosition;
import io.seckill.v1.LedgerRecord;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Ties a ledger to its queue: each position is in the group's offsets and in the ledger, by one transaction. A ledger
 * that lacks what its position has passed would sell units twice, so where the two contradict each other the queue
 * stands still, and says why.
 */
public final class Anchor {
    /** Its key in the ledger. Compaction leaves the latest. */
    private static final String KEY = "~position";

    private Anchor() {}

    /** What the ledger is to say where a queue of the topic {@code topicId} is decided up to {@code position}. */
    public static LedgerEntry of(OffsetAndMetadata position, String topicId) {
        LedgerPosition said = LedgerPosition.newBuilder()
                .setOffset(position.offset())
                .setLogTime(PositionNote.parse(position.metadata()).logTime())
                .setTopicId(topicId)
                .build();
        return new LedgerEntry(KEY, LedgerRecord.newBuilder().setPosition(said).build());
    }

    /**
     * The queue as it is now.
     *
     * @param topicId of the topic that it is a partition of
     * @param begin its first offset
     * @param end where its next record will be
     */
    record Queue(TopicPartition name, String topicId, long begin, long end) {}

    /**
     * Where {@code queue} goes on.
     *
     * @param committed the group's position; empty where there is none
     * @param anchor what the ledger says; null where it says nothing, as those of older backends do
     * @throws KafkaException where the two, or one and the queue, do not belong together
     */
    static OffsetAndMetadata goesOnAt(
            Queue queue, Optional<OffsetAndMetadata> committed, @Nullable LedgerPosition anchor) {
        boolean setByHand = committed.isPresent() && committed.get().metadata().isEmpty();
        if (anchor != null && setByHand && contradicts(queue, anchor)) {
            return goesOnAt(queue, committed, null); // an operator has looked, and decided
        }
        if (anchor != null && !anchor.getTopicId().equals(queue.topicId())) {
            throw new KafkaException("the ledger of " + queue.name() + " belongs to a topic of id "
                    + anchor.getTopicId() + ", and the topic was made anew with id " + queue.topicId());
        }
        long inLedger = anchor == null ? -1 : anchor.getOffset();
        committed.ifPresent(position -> checkThatItIsReached(queue, position, inLedger));
        OffsetAndMetadata position = committed.orElseGet(() -> new OffsetAndMetadata(queue.begin()));
        if (anchor != null && (committed.isEmpty() || inLedger > position.offset())) {
            position = new OffsetAndMetadata(inLedger, new PositionNote(anchor.getLogTime(), true).print());
        }
        checkThatItIsThere(queue, position);
        return position;
    }

    private static void checkThatItIsReached(Queue queue, OffsetAndMetadata position, long inLedger) {
        if (PositionNote.parse(position.metadata()).inLedger() && inLedger < position.offset()) {
            throw new KafkaException(
                    "the ledger of " + queue.name() + " is older than its position " + position.offset()
                            + ": it ends " + (inLedger < 0 ? "before any position" : "at " + inLedger)
                            + ", and orders may be missing");
        }
    }

    private static void checkThatItIsThere(Queue queue, OffsetAndMetadata position) {
        if (position.offset() > queue.end()) {
            throw new KafkaException(queue.name() + " ends at " + queue.end() + ", before its position "
                    + position.offset() + ": commands that were decided are gone from it");
        }
        if (position.offset() < queue.begin()) {
            throw new KafkaException(queue.name() + " begins at " + queue.begin() + ", behind its position "
                    + position.offset() + ": commands that were not decided are gone from it");
        }
    }

    private static boolean contradicts(Queue queue, LedgerPosition anchor) {
        return !anchor.getTopicId().equals(queue.topicId()) || anchor.getOffset() > queue.end();
    }
}
