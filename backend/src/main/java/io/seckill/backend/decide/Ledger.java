package io.seckill.backend.decide;

import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.PutItem;
import io.seckill.v1.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The items and accepted orders of one queue, and the rules by which its next command is decided.
 *
 * <p>Decisions depend on the log alone, but for one: a command whose time to live has run out by the backend's clock
 * is refused even where the log took it in time. Not thread-safe: one thread owns it at a time.
 */
public final class Ledger {
    private final Map<String, ItemLedger> items = new HashMap<>();
    private final long seed;
    private long orders;

    /** An empty ledger; {@code seed}, random in production, keeps callers from choosing ids whose hashes collide. */
    public Ledger(long seed) {
        this.seed = seed;
    }

    /**
     * Decides {@code asked} and remembers it where it was accepted.
     *
     * @param clock the backend's time in milliseconds since the Unix epoch, for the time to live only
     */
    public Decision decide(Recorded asked, long clock) {
        Command command = asked.command();
        boolean expired = command.getExpiresAt() != 0 && Math.max(clock, asked.appendedAt()) > command.getExpiresAt();
        return switch (command.getActionCase()) {
            case PURCHASE -> purchase(asked, expired);
            case PUT_ITEM -> expired ? refuse(asked, Outcome.OUTCOME_EXPIRED) : put(asked);
            case ACTION_NOT_SET -> throw new IllegalArgumentException("a command without an action was let through");
        };
    }

    /**
     * The questions in their order. A replay comes before the time to live, because its unit was touched long ago and
     * "expired" would be a lie; the limit comes before the stock, because who holds a unit is better told so.
     */
    private Decision purchase(Recorded asked, boolean expired) {
        Command command = asked.command();
        ItemLedger item = items.get(command.getItemId());
        if (item != null) {
            Optional<Order> won = item.order(command.getRequestId());
            if (won.isPresent()) {
                return told(answer(asked, Outcome.OUTCOME_ACCEPTED).setOrder(won.get()));
            }
        }
        if (expired) {
            return refuse(asked, Outcome.OUTCOME_EXPIRED);
        }
        if (item == null || !item.defined()) {
            return refuse(asked, Outcome.OUTCOME_UNKNOWN_ITEM);
        }
        if (asked.appendedAt() < item.opensAt()) {
            return told(answer(asked, Outcome.OUTCOME_NOT_STARTED).setItem(item.status()));
        }
        if (asked.appendedAt() >= item.closesAt()) {
            return refuse(asked, Outcome.OUTCOME_ENDED);
        }
        return sell(asked, item);
    }

    private Decision sell(Recorded asked, ItemLedger item) {
        Command command = asked.command();
        long quantity = Integer.toUnsignedLong(command.getPurchase().getQuantity());
        if (item.unitsOf(command.getUserId()) + quantity > item.perUserLimit()) {
            Result.Builder result = answer(asked, Outcome.OUTCOME_LIMIT_REACHED);
            item.latestOrderOf(command.getUserId()).ifPresent(result::setOrder);
            return told(result);
        }
        if (quantity > item.remaining()) {
            return refuse(asked, Outcome.OUTCOME_SOLD_OUT);
        }
        Order order = Order.newBuilder()
                .setOrderId(command.getRequestId())
                .setUserId(command.getUserId())
                .setItemId(command.getItemId())
                .setQuantity(command.getPurchase().getQuantity())
                .setDecidedAt(asked.appendedAt())
                .build();
        item.add(order, versionAfter(asked));
        orders++;
        return new Decision(
                answer(asked, Outcome.OUTCOME_ACCEPTED).setOrder(order).build(), LedgerEntry.of(order));
    }

    private Decision put(Recorded asked) {
        PutItem put = asked.command().getPutItem();
        ItemLedger item = items.computeIfAbsent(asked.command().getItemId(), id -> new ItemLedger(id, seed));
        if (Integer.toUnsignedLong(put.getStock()) < item.sold()) {
            return told(answer(asked, Outcome.OUTCOME_STOCK_BELOW_SOLD).setItem(item.status()));
        }
        Item definition = Item.newBuilder()
                .setItemId(asked.command().getItemId())
                .setTitle(put.getTitle())
                .setStock(put.getStock())
                .setOpensAt(put.getOpensAt())
                .setClosesAt(put.getClosesAt())
                .setPerUserLimit(put.getPerUserLimit())
                .setVersion(versionAfter(asked))
                .build();
        item.define(definition);
        return new Decision(
                answer(asked, Outcome.OUTCOME_ITEM_STORED)
                        .setItem(item.status())
                        .build(),
                LedgerEntry.of(definition));
    }

    /** Takes back what an earlier owner of the queue made durable. Entries may come in any order. */
    public void restore(LedgerRecord entry) {
        switch (entry.getKindCase()) {
            case ORDER -> {
                Order order = entry.getOrder();
                if (itemOf(order.getItemId()).restore(order)) {
                    orders++;
                }
            }
            case ITEM -> itemOf(entry.getItem().getItemId()).restore(entry.getItem());
            case KIND_NOT_SET -> {
                // A kind of a newer writer: by contract it is skipped.
            }
        }
    }

    /**
     * Ends the restoration: the ledger now holds everything decided before {@code position} of its queue, and its
     * items' versions say so. No earlier owner can have published a later one.
     */
    public void restoredUpTo(long position) {
        items.values().forEach(item -> item.versionAtLeast(position));
    }

    /** The item as gateways shall see it; empty where it is not defined. */
    public Optional<Item> status(String itemId) {
        return Optional.ofNullable(items.get(itemId))
                .filter(ItemLedger::defined)
                .map(ItemLedger::status);
    }

    /** Every defined item, as gateways shall see it. */
    public List<Item> statuses() {
        return items.values().stream()
                .filter(ItemLedger::defined)
                .map(ItemLedger::status)
                .toList();
    }

    /** How many items it holds. */
    public int items() {
        return items.size();
    }

    /** How many accepted orders it holds. */
    public long orders() {
        return orders;
    }

    private ItemLedger itemOf(String itemId) {
        return items.computeIfAbsent(itemId, id -> new ItemLedger(id, seed));
    }

    /** The version of a state: the position in the queue before which every command is part of it. */
    private static long versionAfter(Recorded asked) {
        return asked.offset() + 1;
    }

    private static Decision refuse(Recorded asked, Outcome outcome) {
        return told(answer(asked, outcome));
    }

    private static Decision told(Result.Builder result) {
        return new Decision(result.build(), null);
    }

    private static Result.Builder answer(Recorded asked, Outcome outcome) {
        return Result.newBuilder()
                .setRequestId(asked.command().getRequestId())
                .setGatewayEpoch(asked.command().getGatewayEpoch())
                .setOutcome(outcome)
                .setQueue(asked.queue())
                .setOffset(asked.offset());
    }
}
