package io.seckill.backend.ledger;

import io.seckill.backend.decide.Ledger;
import io.seckill.backend.decide.LedgerEntry;
import io.seckill.backend.event.QueueEvents;
import io.seckill.backend.recovery.Anchor;
import io.seckill.backend.recovery.LedgerLoad;
import io.seckill.backend.recovery.PositionNote;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** A queue that this backend decides. Owned by the consuming thread. */
final class OwnedQueue {
    private final Ledger ledger;
    private final StatusBoard statuses;
    private final QueueEvents events;
    private final String topicId;
    private long position;
    private Optional<Integer> leaderEpoch; // of the record before it
    private Optional<Stop> stop = Optional.empty();

    /**
     * Where a queue has stopped before its records were decided.
     *
     * @param offset of the first record that is not decided
     * @param enough whether a ledger has what it takes to go on
     */
    record Stop(long offset, Predicate<Ledger> enough) {}

    /** A queue that is decided as far as {@code loaded} says; of its items the gateways are still to be told. */
    OwnedQueue(LedgerLoad.Loaded loaded, StatusBoard statuses, QueueEvents events) {
        this.ledger = loaded.ledger();
        this.position = loaded.position();
        this.leaderEpoch = loaded.at().leaderEpoch();
        this.topicId = loaded.topicId();
        this.statuses = statuses;
        this.events = events;
        ledger.statuses().forEach(item -> statuses.defined(item.getItemId()));
    }

    Ledger ledger() {
        return ledger;
    }

    StatusBoard statuses() {
        return statuses;
    }

    /** Tells the rest of the shop what becomes of it. */
    QueueEvents events() {
        return events;
    }

    /** The log's time that is waited for: the first hold ends, or a sale opens or closes and somebody is to be told. */
    OptionalLong nextMoment() {
        OptionalLong hold = ledger.firstHoldEnds();
        OptionalLong sale = events.nextMoment();
        return hold.isPresent() && sale.isPresent()
                ? OptionalLong.of(Math.min(hold.getAsLong(), sale.getAsLong()))
                : hold.isPresent() ? hold : sale;
    }

    /** An item that waits for a moment; empty where none does. */
    Optional<String> itemThatWaits() {
        return ledger.anyReserved().or(events::itemOfNextMoment);
    }

    /**
     * Where the queue goes on once all that was decided so far is durable, and what its log's time was there: the time is
     * nowhere else to be had after a leader's clock has gone back. The ledger must say the position too, see {@link #anchor}.
     */
    OffsetAndMetadata position() {
        return new OffsetAndMetadata(position, leaderEpoch, new PositionNote(ledger.time(), true).print());
    }

    /** What becomes durable in the ledger with the position. */
    LedgerEntry anchor() {
        return Anchor.of(position(), topicId);
    }

    /** Here it stops, and is loaded again: its ledger lacks something, or is not to be trusted. */
    void stopAt(Stop here) {
        stop = Optional.of(here);
        position = here.offset();
    }

    /** Where it has stopped, if it has. */
    Optional<Stop> stop() {
        return stop;
    }

    /** Everything before {@code record} is decided. */
    void decidedBefore(ConsumerRecord<?, ?> record) {
        position = record.offset();
    }

    /** {@code record} is decided, and everything before it. */
    void decided(ConsumerRecord<?, ?> record) {
        position = record.offset() + 1;
        leaderEpoch = record.leaderEpoch();
    }
}
