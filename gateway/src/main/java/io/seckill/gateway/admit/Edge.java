package io.seckill.gateway.admit;

import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.catalogue.Freshness;
import io.seckill.gateway.publish.ClockOffset;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.respond.Refusal;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import org.jspecify.annotations.Nullable;

/**
 * Says no in place of the queue where the view of the items already tells the outcome: nothing is queued, nothing opened.
 *
 * <p>It never guesses: a view that is not current or in which no backend has ever put an item, an item that found no room in
 * it, an instant too close to a sale's opening or closing for this machine's clock, and everything while that clock is wrong
 * are left to the queue. Safe to use from any thread.
 */
public final class Edge {
    /** How far this machine's clock may be off the brokers': nearer to a sale's opening or closing the queue is asked. */
    private static final long CLOCK_TOLERANCE_MS = 1_000;

    private final Catalogue catalogue;
    private final Freshness freshness;
    private final ClockOffset clock;
    private final Answers answers;

    private final PreparedRefusal unknownItem = byEdge(Code.UNKNOWN_ITEM, "there is no such item");
    private final PreparedRefusal ended = byEdge(Code.ENDED, "the sale is over");
    private final PreparedRefusal soldOut = byEdge(Code.SOLD_OUT, "fewer units are left than were asked for");

    /**
     * Answers by {@code catalogue} while {@code freshness} holds and {@code clock} is not proven to be further off the
     * log's, which decides, than is tolerated.
     */
    public Edge(Catalogue catalogue, Freshness freshness, ClockOffset clock, Answers answers) {
        this.catalogue = catalogue;
        this.freshness = freshness;
        this.clock = clock;
        this.answers = answers;
    }

    /** Why a purchase of {@code quantity} units of {@code itemId} is in vain, or null where the queue must be asked. */
    public @Nullable PreparedRefusal refusal(String itemId, int quantity) {
        if (!answers()) {
            return null;
        }
        Item item = catalogue.find(itemId);
        if (item == null) {
            // Where nobody has ever published an item, nobody does: such backends know their items alone.
            return catalogue.isWhole() && catalogue.size() > 0 ? unknownItem : null;
        }
        long now = clock.now();
        if (item.getState() == ItemState.ITEM_STATE_CLOSED) {
            return ended;
        }
        // The tolerance is added to the clock, since a sale may open at any long.
        if (item.getClosesAt() != 0 && now + CLOCK_TOLERANCE_MS >= item.getClosesAt()) {
            return now - CLOCK_TOLERANCE_MS >= item.getClosesAt() ? ended : null;
        }
        if (item.getState() != ItemState.ITEM_STATE_UNSPECIFIED) {
            return PreparedRefusal.byEdge(Code.PAUSED, answers.paused());
        }
        if (now - CLOCK_TOLERANCE_MS < item.getOpensAt()) {
            return now + CLOCK_TOLERANCE_MS < item.getOpensAt()
                    ? PreparedRefusal.byEdge(Code.NOT_STARTED, answers.notStarted(item))
                    : null;
        }
        return Integer.toUnsignedLong(item.getRemaining()) < quantity ? soldOut : null;
    }

    /** Whether it answers anything now. */
    public boolean answers() {
        return freshness.holds() && clockIsRight();
    }

    /** Whether this machine's clock is not proven to be further off the brokers' than is tolerated. */
    public boolean clockIsRight() {
        return Math.abs(clock.millis()) <= CLOCK_TOLERANCE_MS;
    }

    private static PreparedRefusal byEdge(Code code, String detail) {
        return PreparedRefusal.byEdge(code, Answers.refused(new Refusal(code, detail)));
    }
}
