package io.seckill.proof.check.model;

import io.seckill.v1.ItemState;
import io.seckill.v1.PutItem;
import org.jspecify.annotations.Nullable;

/**
 * What an item may be at some moment.
 *
 * @param stock units of the sale in all
 * @param perUser most units of one user
 * @param hold for how many milliseconds orders are held; 0: not at all
 * @param opens when its sale begins, in milliseconds since the Unix epoch
 * @param closes when it ends; 0: never
 */
record Definition(long stock, long perUser, long hold, long opens, long closes, ItemState state) {
    /** Nobody has put the item. */
    static final Definition NONE = new Definition(0, 0, 0, 0, 0, ItemState.UNRECOGNIZED);

    /** The earliest and the latest that the log's time can be, in milliseconds since the Unix epoch. */
    record Moment(long earliest, long latest) {}

    boolean exists() {
        return state != ItemState.UNRECOGNIZED;
    }

    boolean isClosed() {
        return state == ItemState.ITEM_STATE_CLOSED;
    }

    Definition put(PutItem put, long now) {
        return new Definition(
                Integer.toUnsignedLong(put.getStock()),
                Integer.toUnsignedLong(put.getPerUserLimit()),
                put.getHoldMillis(),
                put.getOpensAt() == 0 ? now : put.getOpensAt(),
                put.getClosesAt(),
                exists() ? state : ItemState.ITEM_STATE_UNSPECIFIED);
    }

    Definition in(ItemState newState) {
        return new Definition(stock, perUser, hold, opens, closes, newState);
    }

    Definition withdrawn(long units) {
        return new Definition(stock - units, perUser, hold, opens, closes, state);
    }

    boolean mayBeOver(Moment now) {
        return isClosed() || (closes != 0 && now.latest() >= closes);
    }

    boolean isSurelyOver(Moment now) {
        return isClosed() || (closes != 0 && now.earliest() >= closes);
    }

    boolean mayBeEarly(Moment now) {
        return now.earliest() < opens;
    }

    boolean isPaused() {
        return exists() && !isClosed() && state != ItemState.ITEM_STATE_UNSPECIFIED;
    }

    /** Why nothing at all can be sold then; null where something may be. */
    @Nullable
    String stops(Moment now) {
        if (!exists()) {
            return "nobody had put the item";
        }
        if (isSurelyOver(now)) {
            return "the sale was over";
        }
        if (isPaused()) {
            return "the sale was paused";
        }
        return now.latest() < opens ? "the sale had not begun" : null;
    }
}
