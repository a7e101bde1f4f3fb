package io.seckill.backend.consume;

import io.seckill.backend.decide.Ledger;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** A queue that this backend decides. Owned by the consuming thread. */
final class OwnedQueue {
    private static final Pattern LOG_TIME = Pattern.compile("\\d{1,18}");

    private final Ledger ledger;
    private final StatusBoard statuses;
    private long position;
    private Optional<Stop> stop = Optional.empty();

    /**
     * Where a queue has stopped before its records were decided.
     *
     * @param offset of the first record that is not decided
     * @param enough whether a ledger has what it takes to go on
     */
    record Stop(long offset, Predicate<Ledger> enough) {}

    /**
     * A queue that is decided up to {@code position}, the offset of its first command that is not part of
     * {@code ledger}; of its items the gateways are still to be told.
     */
    OwnedQueue(Ledger ledger, long position, StatusBoard statuses) {
        this.ledger = ledger;
        this.position = position;
        this.statuses = statuses;
        ledger.statuses().forEach(item -> statuses.defined(item.getItemId()));
    }

    Ledger ledger() {
        return ledger;
    }

    StatusBoard statuses() {
        return statuses;
    }

    /**
     * Where the queue goes on once all that was decided so far is durable, and what its log's time was there: the time is
     * nowhere else to be had after a leader's clock has gone back.
     */
    OffsetAndMetadata position() {
        return new OffsetAndMetadata(position, Long.toString(ledger.time()));
    }

    /** The log's time that {@code position} bears; 0 where it bears none. */
    static long logTime(OffsetAndMetadata position) {
        String time = position.metadata();
        return LOG_TIME.matcher(time).matches() ? Long.parseLong(time) : 0;
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

    /** Everything before {@code next} is decided. */
    void decidedUpTo(long next) {
        position = next;
    }
}
