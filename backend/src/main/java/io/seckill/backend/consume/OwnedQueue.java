package io.seckill.backend.consume;

import io.seckill.backend.decide.Ledger;

/** A queue that this backend decides. Owned by the consuming thread. */
final class OwnedQueue {
    private final Ledger ledger;
    private final StatusBoard statuses;
    private long position;

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

    /** The offset of the first command that is not decided. */
    long position() {
        return position;
    }

    /** Everything before {@code next} is decided. */
    void decidedUpTo(long next) {
        position = next;
    }
}
