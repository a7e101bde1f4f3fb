package io.seckill.backend.decide;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.memory.PageEntry;
import io.seckill.backend.fixture.Restoring;
import io.seckill.backend.fixture.Seeds;
import io.seckill.v1.Command;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Outcome;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.v1.Refund;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ledger against a model that keeps lists and looks at all of them. */
class LedgerPropertyTest {
    private record Sold(String user, long units, boolean refunded) {}

    /** A purchase without an order: its request, its asker, and what he was told. */
    private record Refused(String request, String user, Outcome outcome) {}

    /** The rules of one item, in the plainest words, for a history too short to be forgotten. */
    private static final class Model {
        private final Map<String, Sold> orders = new HashMap<>();
        private final List<Refused> refused = new ArrayList<>();
        private long stock = -1; // unknown
        private long limit;

        Outcome decide(Command command) {
            return switch (command.getActionCase()) {
                case PUT_ITEM -> put(command.getPutItem());
                case REFUND -> refund(command.getRefund());
                default -> buy(command);
            };
        }

        private Outcome refund(Refund refund) {
            if (stock < 0) {
                return Outcome.OUTCOME_UNKNOWN_ITEM;
            }
            Sold order = orders.get(refund.getOrderId());
            if (order == null) {
                return Outcome.OUTCOME_UNKNOWN_ORDER;
            }
            if (!order.refunded()) {
                orders.put(refund.getOrderId(), new Sold(order.user(), order.units(), true));
                stock -= refund.getRestock() ? 0 : order.units();
            }
            return Outcome.OUTCOME_ORDER_REFUNDED;
        }

        private Outcome put(PutItem put) {
            if (put.getStock() < sold()) {
                return Outcome.OUTCOME_STOCK_BELOW_SOLD;
            }
            stock = put.getStock();
            limit = put.getPerUserLimit();
            return Outcome.OUTCOME_ITEM_STORED;
        }

        private Outcome buy(Command command) {
            for (Refused before : refused) {
                if (before.request().equals(command.getRequestId())
                        && before.user().equals(command.getUserId())) {
                    return before.outcome();
                }
            }
            if (orders.containsKey(command.getRequestId())) {
                return Outcome.OUTCOME_ACCEPTED;
            }
            Outcome outcome = buyAnew(command);
            if (outcome != Outcome.OUTCOME_ACCEPTED) {
                refused.add(new Refused(command.getRequestId(), command.getUserId(), outcome));
            }
            return outcome;
        }

        private Outcome buyAnew(Command command) {
            long units = command.getPurchase().getQuantity();
            if (stock < 0) {
                return Outcome.OUTCOME_UNKNOWN_ITEM;
            } else if (heldBy(command.getUserId()) + units > limit) {
                return Outcome.OUTCOME_LIMIT_REACHED;
            } else if (sold() + units > stock) {
                return Outcome.OUTCOME_SOLD_OUT;
            }
            orders.put(command.getRequestId(), new Sold(command.getUserId(), units, false));
            return Outcome.OUTCOME_ACCEPTED;
        }

        private long sold() {
            return standing().mapToLong(Sold::units).sum();
        }

        private Stream<Sold> standing() {
            return orders.values().stream().filter(order -> !order.refunded());
        }

        private long heldBy(String user) {
            return standing()
                    .filter(order -> order.user().equals(user))
                    .mapToLong(Sold::units)
                    .sum();
        }
    }

    @Test
    void decidesAsTheModelDoes() {
        Seeds.forEach(300, LedgerPropertyTest::compareWithTheModel);
    }

    private static void compareWithTheModel(Random random) {
        List<Command> history = history(random);
        Ledger ledger = new Ledger(random.nextLong());
        Map<String, Model> models = new HashMap<>();
        for (int offset = 0; offset < history.size(); offset++) {
            Command command = history.get(offset);
            Model model = models.computeIfAbsent(command.getItemId(), item -> new Model());

            Outcome outcome = ledger.decide(new LoggedCommand(command, 0, offset, 5), 5)
                    .result()
                    .getOutcome();

            assertThat(outcome).isEqualTo(model.decide(command));
        }
        models.forEach((item, model) -> ledger.status(item)
                .ifPresent(status -> assertThat((long) status.getRemaining()).isEqualTo(model.stock - model.sold())));
    }

    @Test
    void aRestartAnywhereChangesNothing() {
        Seeds.forEach(300, LedgerPropertyTest::restartSomewhere);
    }

    private static void restartSomewhere(Random random) {
        List<Command> history = history(random);
        Ledger whole = new Ledger(random.nextLong());
        Ledger restarted = new Ledger(random.nextLong());
        List<LedgerEntry> durable = new ArrayList<>();
        int cut = random.nextInt(history.size() + 1);
        for (int offset = 0; offset < history.size(); offset++) {
            LoggedCommand recorded = new LoggedCommand(history.get(offset), 0, offset, 5);
            if (offset == cut) {
                durable.forEach(entry -> Restoring.restore(restarted, requireNonNull(entry.record())));
                whole.takePages().forEach(page -> restarted.restore(record(page)));
                restarted.restoredUpTo(offset, 5);
            }
            Decision decision = whole.decide(recorded, 5);
            durable.addAll(decision.entries());
            if (offset >= cut) {
                assertThat(told(restarted.decide(recorded, 5))).isEqualTo(told(decision));
            }
        }
    }

    private static LedgerRecord record(PageEntry page) {
        try {
            return LedgerRecord.parseFrom(page.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A version may be higher after a restart, and the status is all that carries it. */
    private static Object told(Decision decision) {
        return decision.result().toBuilder().clearItem().build();
    }

    private static List<Command> history(Random random) {
        return IntStream.range(0, random.nextInt(121))
                .mapToObj(i -> switch (random.nextInt(10)) {
                    case 0 -> put(random);
                    case 1 -> refund(random);
                    default -> purchase(random);
                })
                .toList();
    }

    private static Command refund(Random random) {
        Refund.Builder refund = Refund.newBuilder().setOrderId(request(random)).setRestock(random.nextBoolean());
        return command(random).setRequestId("refund").setRefund(refund).build();
    }

    private static Command put(Random random) {
        PutItem.Builder item = PutItem.newBuilder()
                .setStock(random.nextInt(31))
                .setPerUserLimit(1 + random.nextInt(4))
                .setClosesAt(10);
        return command(random).setRequestId("put").setPutItem(item).build();
    }

    private static Command purchase(Random random) {
        return command(random)
                .setRequestId(request(random))
                .setUserId("u" + random.nextInt(13))
                .setPurchase(Purchase.newBuilder().setQuantity(1 + random.nextInt(3)))
                .build();
    }

    private static String request(Random random) {
        int request = random.nextInt(41);
        return request % 2 == 0 ? "r" + request : "%032x".formatted(request);
    }

    private static Command.Builder command(Random random) {
        return Command.newBuilder().setItemId(random.nextBoolean() ? "lamp" : "rug");
    }
}
