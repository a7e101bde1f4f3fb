package io.seckill.proof.check.model;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.model.Definition.Moment;
import io.seckill.v1.Command;
import io.seckill.v1.ItemState;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.PutItem;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides all commands of one item once more, in the order of its queue, by the contract alone. Where only the backend's
 * clock knows what was decided, it goes on with everything that may be, and what clients were told and the books have
 * narrows that down. An item of which a command was given up, or of which too much may be, is left alone. What PostgreSQL
 * decides at a later attempt it decides before the next command of that item.
 */
public final class ItemReplay {
    private static final int MOST = 64;

    private final Told told;
    private final QueueTables queues;
    private final Complaints complaints;
    private final PurchaseReplay purchases;
    private final OrderReplay orders;
    private final Set<String> outOfOrder = new HashSet<>();
    private final boolean clocksWereWrong;

    /** Holds what {@code facts} say against the queues. */
    public ItemReplay(Facts facts, Complaints complaints) {
        this.told = new Told(facts);
        this.queues = new QueueTables(facts.evidence().requests());
        this.complaints = complaints;
        this.purchases = new PurchaseReplay(told, complaints);
        this.orders = new OrderReplay(told);
        this.clocksWereWrong = facts.clocksWereWrong();
        facts.evidence().deadLetters().forEach(each -> outOfOrder.add(each.item()));
        if (facts.evidence().deadLetters().stream()
                .anyMatch(each -> each.command().hasSeal() || each.command().hasAwait())) {
            outOfOrder.addAll(queues.moved()); // not every marker counts, and which ones do the queues do not say
        }
        facts.evidence().requests().stream().filter(this::isLeftAlone).forEach(each -> outOfOrder.add(each.item()));
    }

    /** On PostgreSQL the orders of a deleted item are gone, and with a strange key its order is that of the key. */
    private boolean isLeftAlone(QueuedCommand each) {
        return !each.key().equals(each.item()) || (each.command().hasDeleteItem() && !told.isLedger());
    }

    /**
     * How much was replayed.
     *
     * @param items of which anything was queued
     * @param toTheEnd those of them of which every command was replayed
     */
    public record Extent(int items, int toTheEnd) {}

    /** Replays all items. */
    public Extent replay() {
        Map<String, List<QueuedCommand>> items = queues.byItem();
        int toTheEnd = 0;
        for (Map.Entry<String, List<QueuedCommand>> item : items.entrySet()) {
            toTheEnd += !outOfOrder.contains(item.getKey()) && replay(item.getValue()) ? 1 : 0;
        }
        return new Extent(items.size(), toTheEnd);
    }

    /** Whether all of it was replayed. */
    private boolean replay(List<QueuedCommand> commands) {
        SaleState sale = new SaleState();
        for (QueuedCommand each : commands) {
            Moment now = new Moment(clocksWereWrong ? Long.MIN_VALUE : each.timestamp(), queues.latest(each));
            sale.hear(now, told.endsHolds(each));
            Command command = each.command();
            switch (command.getActionCase()) {
                case PURCHASE -> purchases.replay(sale, each, now);
                case CONFIRM, CANCEL, REFUND -> orders.replay(sale, each);
                case PUT_ITEM -> put(sale, each);
                case CHANGE_STATE -> change(sale, each);
                case DELETE_ITEM -> {
                    if (!delete(sale, each, now, commands)) {
                        return false;
                    }
                }
                case LOOKUP -> lookUp(sale, each);
                default -> {
                    // Lists are held against answers by another rule; the rest brings but the time.
                }
            }
            if (sale.definitions().size() > MOST) {
                return false; // too much may be
            }
        }
        sale.hear(new Moment(Long.MIN_VALUE, queues.end()), false); // commands of other items bring the time, too
        sale.orders().values().forEach(each -> ends(each, commands));
        return true;
    }

    /** False where it is not known whether the item is gone. */
    private boolean delete(SaleState sale, QueuedCommand queued, Moment now, List<QueuedCommand> commands) {
        Exchange exchange = told.of(queued.request());
        boolean refused = isRefused(exchange);
        boolean may = sale.mayBeDeleted(now);
        boolean must = sale.mustBeDeleted(now);
        boolean done = exchange != null && exchange.isDone();
        if ((done && !may) || (refused && must)) {
            complaints.add(
                    (done
                                    ? "its sale was not over, or an order of it was held"
                                    : "its sale was over, and no order of it was held")
                            + ", but " + Objects.requireNonNull(exchange).text(),
                    queued);
        }
        if (done || (!refused && must && told.isInTime(queued))) {
            sale.orders().values().forEach(each -> ends(each, commands));
            sale.forget();
            return true;
        }
        return refused || !may;
    }

    private static boolean isRefused(@Nullable Exchange exchange) {
        return exchange != null
                && ((exchange.status() >= 400 && exchange.status() < 500)
                        || exchange.code().equals("EXPIRED"));
    }

    private void put(SaleState sale, QueuedCommand queued) {
        PutItem put = queued.command().getPutItem();
        boolean kept = told.mayHaveHad(each -> each.getItemId().equals(queued.item())
                && each.getStock() == put.getStock()
                && each.getPerUserLimit() == put.getPerUserLimit()
                && each.getHoldMillis() == put.getHoldMillis());
        long stock = Integer.toUnsignedLong(put.getStock());
        long least = sale.leastHeld(any -> true);
        long most = sale.mostHeld(any -> true);
        Exchange exchange = told.of(queued.request());
        boolean ofThen = exchange == null || !told.mayBeOfLater(exchange);
        define(
                sale,
                queued,
                new Change(
                        each -> each.isClosed() || stock < least ? each : each.put(put, queued.timestamp()),
                        kept,
                        most <= stock,
                        ofThen));
        if (exchange != null && ofThen) {
            compare(queued, exchange, stock, least, most);
        }
    }

    /** What an operator was told of an item with {@code stock} units, of which {@code least} to {@code most} were taken. */
    private void compare(QueuedCommand queued, Exchange exchange, long stock, long least, long most) {
        long remaining = exchange.isDone() ? exchange.body().getLong("remaining", -1L) : -1;
        boolean wrongRest = remaining >= 0 && (remaining < stock - most || remaining > stock - least);
        boolean wrongRefusal = exchange.code().equals("STOCK_BELOW_SOLD") && most <= stock;
        if (wrongRest || wrongRefusal) {
            complaints.add(
                    "from " + least + " to " + most + " units were reserved or sold of " + stock + ", but "
                            + exchange.text() + (wrongRest ? ", with " + remaining + " left" : ""),
                    queued);
        }
    }

    private void change(SaleState sale, QueuedCommand queued) {
        ItemState to = queued.command().getChangeState().getTo();
        boolean kept = told.mayHaveHad(each -> each.getItemId().equals(queued.item()) && each.getState() == to);
        define(
                sale,
                queued,
                new Change(each -> each.isClosed() || !each.exists() ? each : each.in(to), kept, true, true));
    }

    /**
     * What an operator asked for.
     *
     * @param kept whether the books have it, or do not say
     * @param fits whether nothing forbids it
     * @param ofThen whether what the operator was told of it was so at its place in the queue
     */
    private record Change(UnaryOperator<Definition> made, boolean kept, boolean fits, boolean ofThen) {}

    /** The item may be as it was, too, unless it must be changed, or an operator was told that it is. */
    private void define(SaleState sale, QueuedCommand queued, Change change) {
        Exchange exchange = told.of(queued.request());
        boolean done = exchange != null && exchange.isDone();
        boolean refused = isRefused(exchange);
        Set<Definition> possible = new LinkedHashSet<>();
        boolean surely = change.fits() && (done || (change.kept() && !refused && told.isInTime(queued)));
        if (!surely && !(done && change.ofThen())) {
            possible.addAll(sale.definitions());
        }
        if (done || (change.kept() && !refused)) {
            sale.definitions().forEach(each -> possible.add(change.made().apply(each)));
        }
        sale.define(possible);
    }

    private void lookUp(SaleState sale, QueuedCommand queued) {
        if (!told.isLedger()) {
            return; // with PostgreSQL a lookup waits for all before it, and purchases behind it do not wait for it
        }
        String purchase = queued.command().getLookup().getRequestId();
        boolean came = sale.lookUp(queued.command().getUserId(), purchase);
        OrderRecord order = told.order(purchase);
        if (!came
                && order != null
                && order.order().getUserId().equals(queued.command().getUserId())) {
            complaints.add(
                    "it asks for request " + purchase
                            + " before that was queued, which settles that there is none; but " + order.place()
                            + " has an order of it",
                    queued);
        }
    }

    /** The books must not have an order as it cannot have been. */
    private void ends(ReplayedOrder order, List<QueuedCommand> commands) {
        Set<OrderStatus> wrong = EnumSet.noneOf(OrderStatus.class);
        told.facts()
                .orders()
                .getOrDefault(order.order().getOrderId(), List.of())
                .forEach(each -> wrong.add(each.status()));
        wrong.removeAll(order.ever());
        if (!wrong.isEmpty()) {
            commands.stream()
                    .filter(each -> each.request().equals(order.order().getOrderId()))
                    .findFirst()
                    .ifPresent(each -> complaints.add(
                            "no later command, and no end of its hold, made its order " + wrong
                                    + ", as the books have it",
                            each));
        }
    }
}
