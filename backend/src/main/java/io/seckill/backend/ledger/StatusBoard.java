package io.seckill.backend.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Says which items of one queue the gateways are to be told of, and when: a new definition, "sold out" and its end with
 * the very decisions that they follow from, any other change at most once an interval. Owned by the consuming thread.
 */
final class StatusBoard {
    /** Soon enough for a person who looks at what is left, and seldom enough for a topic that every gateway reads. */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Set<String> atOnce = new LinkedHashSet<>();
    private final Set<String> waiting = new LinkedHashSet<>(); // of known items, so no more than there are
    private final Set<String> soldOut = new HashSet<>(); // those last told to be
    private long toldAt; // when what waited was told last

    /** A board for items that the gateways know nothing of; {@code now} is of {@link System#nanoTime}. */
    StatusBoard(long now) {
        this.toldAt = now - INTERVAL_NANOS;
    }

    /** The item is new to the gateways, or defined anew. */
    void defined(String itemId) {
        atOnce.add(itemId);
    }

    /** The item is gone, and the gateways are told so elsewhere. */
    void deleted(String itemId) {
        atOnce.remove(itemId);
        waiting.remove(itemId);
        soldOut.remove(itemId);
    }

    /** Units of the item were sold or came back; {@code nowSoldOut} says whether any are left. */
    void changed(String itemId, boolean nowSoldOut) {
        (nowSoldOut == soldOut.contains(itemId) ? waiting : atOnce).add(itemId);
    }

    /** The items to tell of now, each of which the caller then asks for its status and reports to {@link #told}. */
    List<String> take(long now) {
        if (!waiting.isEmpty() && now - toldAt >= INTERVAL_NANOS) {
            atOnce.addAll(waiting);
            waiting.clear();
            toldAt = now;
        }
        if (atOnce.isEmpty()) {
            return List.of();
        }
        List<String> due = new ArrayList<>(atOnce);
        atOnce.clear();
        due.forEach(waiting::remove);
        return due;
    }

    /** The gateways will know whether the item is sold out. */
    void told(String itemId, boolean nowSoldOut) {
        if (nowSoldOut) {
            soldOut.add(itemId);
        } else {
            soldOut.remove(itemId);
        }
    }

    /** In how many nanoseconds {@link #take} has something to say, if nothing else happens; empty for never. */
    OptionalLong nanosToNext(long now) {
        return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Math.max(0, toldAt + INTERVAL_NANOS - now));
    }
}
