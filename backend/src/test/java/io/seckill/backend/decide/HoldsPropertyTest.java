package io.seckill.backend.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.memory.MemorySettings;
import io.seckill.backend.decide.memory.PageEntry;
import io.seckill.backend.fixture.Restoring;
import io.seckill.backend.fixture.Seeds;
import io.seckill.v1.Cancel;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.ExpireHolds;
import io.seckill.v1.Lookup;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.v1.Refund;
import io.seckill.v1.Result;
import io.seckill.v1.ShowOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random buys, confirms, cancels, refunds, questions and passing time, with restarts from what the topic would still have, against a
 * model that keeps a list of orders and looks at all of them.
 */
class HoldsPropertyTest {
    private static final int COMMANDS = 1_500;
    private static final int REMEMBERED = 20;
    private static final int MAX_EXPIRED = 2;
    private static final List<String> ITEMS = List.of("lamp", "rug", "cup");

    private static final class ModelOrder {
        private final Command purchase;
        private final long until;
        private OrderStatus status;

        ModelOrder(Command purchase, long holdMillis, long time) {
            this.purchase = purchase;
            this.until = holdMillis == 0 ? 0 : time + holdMillis;
            this.status = holdMillis == 0 ? OrderStatus.ORDER_STATUS_UNSPECIFIED : OrderStatus.ORDER_STATUS_RESERVED;
        }

        boolean is(OrderStatus which) {
            return status == which;
        }

        boolean live() {
            return !ItemLedger.ended(status);
        }

        int units() {
            return purchase.getPurchase().getQuantity();
        }
    }

    /** What was told, in the words that matter. */
    private record Told(Outcome outcome, @Nullable OrderStatus status, long heldUntil) {
        static Told of(Result result) {
            return result.hasOrder()
                    ? new Told(
                            result.getOutcome(),
                            result.getOrder().getStatus(),
                            result.getOrder().getHeldUntil())
                    : new Told(result.getOutcome(), null, 0);
        }

        static Told of(Outcome outcome, ModelOrder order) {
            return new Told(outcome, order.status, order.until);
        }

        static Told of(Outcome outcome) {
            return new Told(outcome, null, 0);
        }
    }

    /** The rules of one queue, in the plainest words. */
    private static final class Model {
        private final Map<String, PutItem> items = new HashMap<>();
        private final List<ModelOrder> orders = new ArrayList<>();
        private final List<ModelOrder> ends = new ArrayList<>();
        private final Map<String, Integer> withdrawn = new HashMap<>(); // by refunds, since the item was defined
        private final Map<String, Told> refused = new HashMap<>();
        private long time;

        /** {@code entries}, the ledger's, say which of the holds that end at one moment ends first: it may be either. */
        Told decide(Command command, long appendedAt, List<LedgerEntry> entries) {
            time = Math.max(time, appendedAt);
            orders.stream()
                    .filter(order -> order.is(OrderStatus.ORDER_STATUS_RESERVED) && order.until <= time)
                    .sorted(java.util.Comparator.<ModelOrder>comparingLong(order -> order.until)
                            .thenComparingInt(order -> place(order, entries)))
                    .toList()
                    .forEach(order -> settle(order, OrderStatus.ORDER_STATUS_EXPIRED));
            boolean asks = command.hasLookup() || command.hasConfirm() || command.hasCancel();
            boolean asksOfOrders = asks || command.hasRefund() || command.hasShowOrder();
            if (asksOfOrders && !items.containsKey(command.getItemId())) {
                return Told.of(Outcome.OUTCOME_UNKNOWN_ITEM);
            }
            return switch (command.getActionCase()) {
                case PUT_ITEM -> put(command);
                case PURCHASE -> buy(command);
                case LOOKUP -> lookUp(command);
                case CONFIRM -> settle(command, command.getConfirm().getOrderId(), OrderStatus.ORDER_STATUS_CONFIRMED);
                case CANCEL -> settle(command, command.getCancel().getOrderId(), OrderStatus.ORDER_STATUS_CANCELLED);
                case REFUND -> refund(command, command.getRefund().getOrderId());
                case SHOW_ORDER -> {
                    ModelOrder order = find(command, command.getShowOrder().getOrderId());
                    yield order == null
                            ? Told.of(Outcome.OUTCOME_UNKNOWN_ORDER)
                            : Told.of(Outcome.OUTCOME_ORDER_SHOWN, order);
                }
                default -> Told.of(Outcome.OUTCOME_UNSPECIFIED);
            };
        }

        private static int place(ModelOrder order, List<LedgerEntry> entries) {
            String key = order.purchase.getItemId() + "/" + order.purchase.getRequestId();
            return entries.stream().map(LedgerEntry::key).toList().indexOf(key);
        }

        private void settle(ModelOrder order, OrderStatus status) {
            order.status = status;
            if (!order.live()) {
                ends.add(order);
                if (ends.size() > REMEMBERED) {
                    orders.remove(ends.remove(0));
                }
            }
        }

        private Told put(Command command) {
            if (command.getPutItem().getStock() < sold(command.getItemId())) {
                return Told.of(Outcome.OUTCOME_STOCK_BELOW_SOLD);
            }
            items.put(command.getItemId(), command.getPutItem());
            withdrawn.put(command.getItemId(), 0);
            return Told.of(Outcome.OUTCOME_ITEM_STORED);
        }

        private Told buy(Command command) {
            PutItem item = items.get(command.getItemId());
            Told told;
            if (item == null) {
                told = Told.of(Outcome.OUTCOME_UNKNOWN_ITEM);
            } else if (expiredOf(command) >= MAX_EXPIRED) {
                told = Told.of(Outcome.OUTCOME_HOLDS_EXHAUSTED);
            } else if (unitsOf(command) + command.getPurchase().getQuantity() > item.getPerUserLimit()) {
                told = null; // names one of the user's orders, whichever
            } else if (sold(command.getItemId()) + command.getPurchase().getQuantity() > stock(command.getItemId())) {
                told = Told.of(Outcome.OUTCOME_SOLD_OUT);
            } else {
                ModelOrder order = new ModelOrder(command, item.getHoldMillis(), time);
                orders.add(order);
                return Told.of(Outcome.OUTCOME_ACCEPTED, order);
            }
            refused.put(command.getRequestId(), told == null ? Told.of(Outcome.OUTCOME_LIMIT_REACHED) : told);
            return told == null ? Told.of(Outcome.OUTCOME_LIMIT_REACHED) : told;
        }

        private Told lookUp(Command command) {
            String request = command.getLookup().getRequestId();
            ModelOrder order = find(command, request);
            return order == null
                    ? refused.getOrDefault(request, Told.of(Outcome.OUTCOME_UNKNOWN_REQUEST))
                    : Told.of(Outcome.OUTCOME_ACCEPTED, order);
        }

        private Told settle(Command command, String orderId, OrderStatus wanted) {
            ModelOrder order = find(command, orderId);
            if (order == null) {
                return Told.of(Outcome.OUTCOME_UNKNOWN_ORDER);
            }
            boolean confirming = wanted == OrderStatus.ORDER_STATUS_CONFIRMED;
            if (order.is(OrderStatus.ORDER_STATUS_RESERVED)
                    || (!confirming && order.live() && command.getUserId().isEmpty())) {
                settle(order, wanted);
            }
            Outcome outcome = switch (order.status) {
                case ORDER_STATUS_EXPIRED -> Outcome.OUTCOME_HOLD_EXPIRED;
                case ORDER_STATUS_REFUNDED -> Outcome.OUTCOME_ALREADY_REFUNDED;
                case ORDER_STATUS_CANCELLED ->
                    confirming ? Outcome.OUTCOME_ALREADY_CANCELLED : Outcome.OUTCOME_ORDER_CANCELLED;
                default -> confirming ? Outcome.OUTCOME_ORDER_CONFIRMED : Outcome.OUTCOME_ALREADY_CONFIRMED;
            };
            return Told.of(outcome, order);
        }

        private Told refund(Command command, String orderId) {
            ModelOrder order = find(command, orderId);
            if (order == null) {
                return Told.of(Outcome.OUTCOME_UNKNOWN_ORDER);
            }
            if (order.live() && !order.is(OrderStatus.ORDER_STATUS_RESERVED)) {
                settle(order, OrderStatus.ORDER_STATUS_REFUNDED);
                int lost = command.getRefund().getRestock() ? 0 : order.units();
                withdrawn.merge(command.getItemId(), lost, Integer::sum);
            }
            Outcome outcome = switch (order.status) {
                case ORDER_STATUS_EXPIRED -> Outcome.OUTCOME_HOLD_EXPIRED;
                case ORDER_STATUS_CANCELLED -> Outcome.OUTCOME_ALREADY_CANCELLED;
                case ORDER_STATUS_REFUNDED -> Outcome.OUTCOME_ORDER_REFUNDED;
                default -> Outcome.OUTCOME_NOT_CONFIRMED;
            };
            return Told.of(outcome, order);
        }

        long stock(String item) {
            return (long) Objects.requireNonNull(items.get(item)).getStock() - withdrawn.getOrDefault(item, 0);
        }

        private @Nullable ModelOrder find(Command command, String id) {
            return orders.stream()
                    .filter(order -> order.purchase.getRequestId().equals(id)
                            && order.purchase.getItemId().equals(command.getItemId())
                            && (command.getUserId().isEmpty()
                                    || order.purchase.getUserId().equals(command.getUserId())))
                    .findFirst()
                    .orElse(null);
        }

        long sold(String item) {
            return orders.stream()
                    .filter(order -> order.live() && order.purchase.getItemId().equals(item))
                    .mapToLong(ModelOrder::units)
                    .sum();
        }

        private long expiredOf(Command command) {
            return orders.stream()
                    .filter(order -> order.is(OrderStatus.ORDER_STATUS_EXPIRED)
                            && order.purchase.getItemId().equals(command.getItemId())
                            && order.purchase.getUserId().equals(command.getUserId()))
                    .count();
        }

        private long unitsOf(Command command) {
            return orders.stream()
                    .filter(order -> order.live()
                            && order.purchase.getItemId().equals(command.getItemId())
                            && order.purchase.getUserId().equals(command.getUserId()))
                    .mapToLong(ModelOrder::units)
                    .sum();
        }
    }

    @Test
    void decidesAsTheModelDoesThroughRestarts() {
        Seeds.forEach(60, HoldsPropertyTest::compareWithTheModel);
    }

    private static void compareWithTheModel(Random random) {
        Model model = new Model();
        List<LedgerEntry> topic = new ArrayList<>();
        List<PageEntry> pages = new ArrayList<>();
        Ledger ledger = new Ledger(random.nextLong(), new MemorySettings(100_000, REMEMBERED), MAX_EXPIRED);
        List<Command> purchases = new ArrayList<>();
        long clock = 1_000;
        for (int offset = 0; offset < COMMANDS; offset++) {
            clock += random.nextInt(12) - 1; // a leader's clock may be behind its predecessor's
            Command command = next(purchases, random, offset);

            Decision decision = ledger.decide(new LoggedCommand(command, 0, offset, clock), 0);

            Told told = Told.of(decision.result());
            Told expected = model.decide(command, clock, decision.entries());
            if (expected.outcome() == Outcome.OUTCOME_LIMIT_REACHED) {
                told = Told.of(told.outcome());
            }
            assertThat(told).describedAs("%d: %s", offset, command).isEqualTo(expected);
            topic.addAll(decision.entries());
            pages.addAll(ledger.takePages());
            checkBooks(ledger, model);
            if (random.nextInt(100) == 0) {
                ledger = restarted(random, topic, pages, offset + 1, ledger.time());
                checkBooks(ledger, model);
            }
        }
        long end = Long.MAX_VALUE / 2;
        Decision last = ledger.decide(new LoggedCommand(expireHolds(), 0, COMMANDS, end), 0);
        model.decide(expireHolds(), end, last.entries());
        checkBooks(ledger, model);
        assertThat(ledger.reserved()).isZero();
    }

    private static void checkBooks(Ledger ledger, Model model) {
        model.items.forEach(
                (id, item) -> assertThat(ledger.status(id).orElseThrow().getRemaining())
                        .isEqualTo((int) (model.stock(id) - model.sold(id))));
        assertThat(ledger.orders())
                .isEqualTo(model.orders.stream().filter(ModelOrder::live).count());
        assertThat(ledger.reserved())
                .isEqualTo(model.orders.stream()
                        .filter(order -> order.is(OrderStatus.ORDER_STATUS_RESERVED))
                        .count());
        assertThat(ledger.endedOrders()).isEqualTo(model.ends.size());
    }

    /** From the topic's records, of which the cleaner has come to some: a prefix, of which it keeps each key's last. */
    private static Ledger restarted(
            Random random, List<LedgerEntry> topic, List<PageEntry> pages, long position, long time) {
        int cleaned = random.nextInt(topic.size() + 1);
        Map<String, Integer> latest = new HashMap<>();
        for (int i = 0; i < cleaned; i++) {
            latest.put(topic.get(i).key(), i);
        }
        Ledger ledger = new Ledger(random.nextLong(), new MemorySettings(100_000, REMEMBERED), MAX_EXPIRED);
        for (int i = 0; i < topic.size(); i++) {
            LedgerEntry entry = topic.get(i);
            if (i < cleaned && (Objects.requireNonNull(latest.get(entry.key())) != i || entry.record() == null)) {
                continue;
            }
            if (entry.record() == null) {
                ledger.restoreForgotten(entry.key());
            } else {
                Restoring.restore(ledger, entry.record());
            }
        }
        pages.forEach(page -> Restoring.restore(ledger, page.value()));
        ledger.restoredUpTo(position, time);
        return ledger;
    }

    private static Command next(List<Command> purchases, Random random, int offset) {
        String item = ITEMS.get(random.nextInt(ITEMS.size()));
        int kind = random.nextInt(100);
        Command.Builder command =
                Command.newBuilder().setRequestId("q" + offset).setItemId(item);
        if (kind < 4 || offset < 3) {
            return command.setPutItem(PutItem.newBuilder()
                            .setStock(random.nextInt(15))
                            .setPerUserLimit(1 + random.nextInt(3))
                            .setOpensAt(1) // before all records, whose times go back now and then
                            .setClosesAt(Long.MAX_VALUE)
                            .setHoldMillis(random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(200)))
                    .build();
        } else if (kind < 40 || purchases.isEmpty()) {
            String id = random.nextBoolean() ? "r" + offset : "%032x".formatted(offset);
            Command purchase = command.setRequestId(id)
                    .setUserId("user" + random.nextInt(12))
                    .setPurchase(Purchase.newBuilder().setQuantity(1 + random.nextInt(2)))
                    .build();
            purchases.add(purchase);
            return purchase;
        } else if (kind < 45) {
            return expireHolds();
        }
        int among = Math.min(purchases.size(), random.nextInt(4) == 0 ? purchases.size() : 40);
        Command about = purchases.get(purchases.size() - 1 - random.nextInt(among));
        String id = about.getRequestId();
        command.setItemId(about.getItemId()).setUserId(about.getUserId());
        if (random.nextInt(20) == 0) {
            return command.setUserId("nosy")
                    .setConfirm(Confirm.newBuilder().setOrderId(id))
                    .build();
        }
        return random.nextInt(4) == 0 ? byService(id, command.clearUserId(), random) : byUser(id, command, random);
    }

    private static Command byService(String id, Command.Builder command, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> command.setConfirm(Confirm.newBuilder().setOrderId(id)).build();
            case 1 -> command.setCancel(Cancel.newBuilder().setOrderId(id)).build();
            default ->
                command.setRefund(Refund.newBuilder().setOrderId(id).setRestock(random.nextBoolean()))
                        .build();
        };
    }

    private static Command byUser(String id, Command.Builder command, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> command.setConfirm(Confirm.newBuilder().setOrderId(id)).build();
            case 1 -> command.setCancel(Cancel.newBuilder().setOrderId(id)).build();
            case 2 ->
                command.setShowOrder(ShowOrder.newBuilder().setOrderId(id)).build();
            default -> command.setLookup(Lookup.newBuilder().setRequestId(id)).build();
        };
    }

    private static Command expireHolds() {
        return Command.newBuilder()
                .setRequestId("tick")
                .setItemId("lamp")
                .setExpireHolds(ExpireHolds.getDefaultInstance())
                .build();
    }
}
