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
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Decides all commands of one item once more, in the order of its queue, by the contract alone. Where only the backend's
 * clock knows what was decided, it goes on with everything that may be, and what clients were told and the books have
 * narrows that down. An item that was deleted, or of which a command was tried again later or given up, is left alone.
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
        Stream.concat(facts.evidence().retried().stream(), facts.evidence().deadLetters().stream())
                .forEach(each -> outOfOrder.add(each.item()));
        facts.evidence().requests().stream()
                .filter(each -> each.command().hasDeleteItem() || !each.key().equals(each.item()))
                .forEach(each -> outOfOrder.add(each.item()));
    }

    /** Replays all items. */
    public void replay() {
        queues.byItem().forEach((item, commands) -> {
            if (!outOfOrder.contains(item)) {
                replay(commands);
            }
        });
    }

    private void replay(List<QueuedCommand> commands) {
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
                case LOOKUP -> lookUp(sale, each);
                default -> {
                    // Lists are held against answers by another rule; the rest brings but the time.
                }
            }
            if (sale.definitions().size() > MOST) {
                return; // too much may be
            }
        }
        sale.hear(new Moment(Long.MIN_VALUE, queues.end()), false); // commands of other items bring the time, too
        sale.orders().values().forEach(each -> ends(each, commands));
    }

    private void put(SaleState sale, QueuedCommand queued) {
        PutItem put = queued.command().getPutItem();
        boolean kept = !told.keepsEveryChange()
                || told.facts().evidence().books().items().stream()
                        .map(each -> each.item())
                        .anyMatch(each -> each.getItemId().equals(queued.item())
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
                        ofThen || most <= stock));
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
        boolean kept = !told.keepsEveryChange()
                || told.facts().evidence().books().items().stream()
                        .anyMatch(each -> each.item().getItemId().equals(queued.item())
                                && each.item().getState() == to);
        define(sale, queued, new Change(each -> each.isClosed() || !each.exists() ? each : each.in(to), kept, true));
    }

    /**
     * What an operator asked for.
     *
     * @param kept whether the books have it, or do not say
     * @param then whether it was done at its place in the queue, if ever
     */
    private record Change(UnaryOperator<Definition> made, boolean kept, boolean then) {}

    /** The item may be as it was, too, unless an operator was told that it is changed. */
    private void define(SaleState sale, QueuedCommand queued, Change change) {
        Exchange exchange = told.of(queued.request());
        boolean done = exchange != null && exchange.isDone();
        boolean refused = exchange != null && exchange.status() >= 400 && exchange.status() < 500;
        Set<Definition> possible = new LinkedHashSet<>();
        if (!done || !change.then()) {
            possible.addAll(sale.definitions());
        }
        if (done || (change.kept() && !refused)) {
            sale.definitions().forEach(each -> possible.add(change.made().apply(each)));
        }
        sale.define(possible);
    }

    private void lookUp(SaleState sale, QueuedCommand queued) {
        if (!told.keepsEveryChange()) {
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
