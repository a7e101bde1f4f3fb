package io.seckill.backend.decide;

import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.PutItem;
import io.seckill.v1.RememberedOutcome;
import io.seckill.v1.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The items and accepted orders of one queue, what it remembers of purchases without an order, and the rules by which
 * its next command is decided.
 *
 * <p>Decisions depend on the log alone, but for one: a command whose time to live has run out by the backend's clock
 * is refused even where the log took it in time. Not thread-safe: one thread owns it at a time.
 */
public final class Ledger {
    private static final int USUAL_MEMORY = 100_000;

    private final Map<String, ItemLedger> items = new HashMap<>();
    private final OutcomeMemory memory;
    private final long seed;
    private long orders;

    /** An empty ledger with a memory of the usual size. */
    public Ledger(long seed) {
        this(seed, new MemorySettings(USUAL_MEMORY));
    }

    /** An empty ledger; {@code seed}, random in production, keeps callers from choosing ids whose hashes collide. */
    public Ledger(long seed, MemorySettings settings) {
        this.seed = seed;
        this.memory = new OutcomeMemory(settings.outcomes(), seed);
    }

    /**
     * Decides {@code asked} and remembers the decision on a purchase.
     *
     * @param clock the backend's time in milliseconds since the Unix epoch, for the time to live only
     */
    public Decision decide(Recorded asked, long clock) {
        Command command = asked.command();
        boolean expired = command.getExpiresAt() != 0 && Math.max(clock, asked.appendedAt()) > command.getExpiresAt();
        return switch (command.getActionCase()) {
            case PURCHASE -> purchase(asked, expired);
            case PUT_ITEM -> expired ? refuse(asked, Outcome.OUTCOME_EXPIRED) : put(asked);
            // Whatever its time to live: "expired" would be taken for the purchase's outcome.
            case LOOKUP -> told(lookup(asked).orElseGet(() -> answer(asked, Outcome.OUTCOME_UNKNOWN_REQUEST)));
            case ACTION_NOT_SET -> throw new IllegalArgumentException("a command without an action was let through");
        };
    }

    /**
     * What {@code asked}, decided before, was told. Changes nothing.
     *
     * @return empty where nothing is remembered of it, or never was, as of an item's definition
     */
    public Optional<Result> recall(Recorded asked) {
        return switch (asked.command().getActionCase()) {
            case PURCHASE -> past(asked, asked.command().getRequestId()).map(Result.Builder::build);
            case LOOKUP -> lookup(asked).map(Result.Builder::build);
            case PUT_ITEM, ACTION_NOT_SET -> Optional.empty();
        };
    }

    /** What became of the purchase that {@code asked} asks about, where it was the same user's. */
    private Optional<Result.Builder> lookup(Recorded asked) {
        String user = asked.command().getUserId();
        return past(asked, asked.command().getLookup().getRequestId())
                .filter(found ->
                        !found.hasOrder() || found.getOrder().getUserId().equals(user));
    }

    /** What the purchase {@code requestId} of this item was told, as an answer to {@code asked}. */
    private Optional<Result.Builder> past(Recorded asked, String requestId) {
        Command command = asked.command();
        Optional<RememberedOutcome> remembered = memory.ofRequest(requestId, command.getUserId(), command.getItemId());
        if (remembered.isPresent()) {
            return Optional.of(asRemembered(asked, remembered.get()));
        }
        ItemLedger item = items.get(command.getItemId());
        return item == null
                ? Optional.empty()
                : item.order(requestId)
                        .map(won -> answer(asked, Outcome.OUTCOME_ACCEPTED).setOrder(won));
    }

    private Result.Builder asRemembered(Recorded asked, RememberedOutcome past) {
        // By number: a newer backend may have remembered what this one has no name for.
        Result.Builder result = answer(asked, Outcome.OUTCOME_UNSPECIFIED).setOutcomeValue(past.getOutcomeValue());
        ItemLedger item = items.get(asked.command().getItemId());
        if (item != null && !past.getOrderId().isEmpty()) {
            item.order(past.getOrderId()).ifPresent(result::setOrder);
        }
        if (item != null && item.defined() && past.getOutcome() == Outcome.OUTCOME_NOT_STARTED) {
            result.setItem(item.status());
        }
        return result;
    }

    /**
     * A replay comes before everything else, because its unit was touched long ago, or it was refused, and any other
     * answer would be a lie. Whoever wins no order is remembered, so that he hears the same when he asks again.
     */
    private Decision purchase(Recorded asked, boolean expired) {
        Optional<Result.Builder> replayed = past(asked, asked.command().getRequestId());
        if (replayed.isPresent()) {
            return told(replayed.get());
        }
        Decision decision = sameKey(asked).map(Ledger::told).orElseGet(() -> newPurchase(asked, expired));
        if (decision.entry() == null) {
            Result result = decision.result();
            memory.remember(
                    asked.command(), result.getOutcome(), result.getOrder().getOrderId());
        }
        return decision;
    }

    /** The answer that the asker's idempotency key stands for, where it was used before. */
    private Optional<Result.Builder> sameKey(Recorded asked) {
        Command command = asked.command();
        String key = command.getIdempotencyKey();
        if (key.isEmpty()) {
            return Optional.empty();
        }
        ItemLedger item = items.get(command.getItemId());
        Optional<Order> won = item == null ? Optional.empty() : item.orderByKey(command.getUserId(), key);
        if (won.isPresent()) {
            return Optional.of(
                    won.get().getQuantity() == quantityOf(command)
                            ? answer(asked, Outcome.OUTCOME_ACCEPTED).setOrder(won.get())
                            : answer(asked, Outcome.OUTCOME_IDEMPOTENCY_KEY_REUSED));
        }
        return memory.ofKey(command)
                .map(first -> first.getQuantity() == quantityOf(command)
                        ? asRemembered(asked, first)
                        : answer(asked, Outcome.OUTCOME_IDEMPOTENCY_KEY_REUSED));
    }

    /** The questions in their order; the limit comes before the stock, because who holds a unit is better told so. */
    private Decision newPurchase(Recorded asked, boolean expired) {
        ItemLedger item = items.get(asked.command().getItemId());
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
        long quantity = Integer.toUnsignedLong(quantityOf(command));
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
                .setQuantity(quantityOf(command))
                .setDecidedAt(asked.appendedAt())
                .setIdempotencyKey(command.getIdempotencyKey())
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

    /**
     * The remembered outcomes that have changed since the last call; they must become durable together with the
     * decisions since then.
     */
    public List<PageEntry> takePages() {
        return memory.takeUnwritten();
    }

    /**
     * Takes back what an earlier owner of the queue made durable. Entries may come in any order.
     *
     * @throws IllegalArgumentException where no owner can have written that
     */
    public void restore(LedgerRecord entry) {
        switch (entry.getKindCase()) {
            case ORDER -> {
                Order order = entry.getOrder();
                if (itemOf(order.getItemId()).restore(order)) {
                    orders++;
                }
            }
            case OUTCOMES -> memory.restore(entry.getOutcomes());
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
        memory.restored();
        items.values().forEach(item -> item.versionAtLeast(position));
    }

    /** The item as gateways shall see it; empty where it is not defined. */
    public Optional<Item> status(String itemId) {
        return Optional.ofNullable(items.get(itemId))
                .filter(ItemLedger::defined)
                .map(ItemLedger::status);
    }

    /** Whether no unit of the item is left; false where it is not defined. */
    public boolean soldOut(String itemId) {
        ItemLedger item = items.get(itemId);
        return item != null && item.defined() && item.remaining() == 0;
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

    /** How many outcomes of purchases without an order it remembers. */
    public int outcomes() {
        return memory.size();
    }

    private static int quantityOf(Command command) {
        return command.getPurchase().getQuantity();
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
