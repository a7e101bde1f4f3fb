package io.seckill.backend.decide.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.Decision;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.fixture.Seeds;
import io.seckill.v1.Command;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Lookup;
import io.seckill.v1.Outcome;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.v1.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Keys, lookups and replays over histories that are longer than the memory, with restarts from what the topic would
 * still have after any compaction, against a model that keeps lists and looks at all of them.
 */
class MemoryPropertyTest {
    private static final int COMMANDS = 2_500;
    private static final int PAGES = 2;

    /** Between two commands; so whatever makes way is old. */
    private static final long STEP_MS = 60_000;

    /** What was told, in the words that must never change. */
    private record Told(Outcome outcome, String orderId) {
        static Told of(Result result) {
            return new Told(result.getOutcome(), result.getOrder().getOrderId());
        }
    }

    private record Past(Command purchase, Told told, long at) {}

    /** The rules for one item, in the plainest words. */
    private static final class Model {
        private final List<Command> orders = new ArrayList<>();
        private final List<Past> refused = new ArrayList<>(); // forgotten ones too
        private final List<Past> unknown = new ArrayList<>(); // likewise
        private long stock = -1; // unknown
        private long now;

        Told decide(Command command, long at) {
            now = at;
            return switch (command.getActionCase()) {
                case PURCHASE -> buy(command);
                case LOOKUP -> lookUp(command);
                default -> put(command.getPutItem());
            };
        }

        private Told put(PutItem put) {
            if (put.getStock() < orders.size()) {
                return new Told(Outcome.OUTCOME_STOCK_BELOW_SOLD, "");
            }
            stock = put.getStock();
            return new Told(Outcome.OUTCOME_ITEM_STORED, "");
        }

        private Told lookUp(Command lookup) {
            Told told = ofItsPurchase(lookup);
            return stock < 0 ? new Told(Outcome.OUTCOME_UNKNOWN_ITEM, "") : told;
        }

        private Told ofItsPurchase(Command lookup) {
            Told told = past(lookup.getLookup().getRequestId(), lookup.getUserId());
            if (told != null) {
                return told;
            }
            Command neverBuys = lookup.toBuilder()
                    .setRequestId(lookup.getLookup().getRequestId())
                    .build();
            Told never = new Told(Outcome.OUTCOME_UNKNOWN_REQUEST, "");
            unknown.add(new Past(neverBuys, never, now));
            return never;
        }

        private Told buy(Command purchase) {
            Told before = past(purchase.getRequestId(), purchase.getUserId());
            if (before != null) {
                return before;
            }
            Told told = buyAnew(purchase);
            if (told.orderId().equals(purchase.getRequestId())) {
                orders.add(purchase);
            } else if (told.outcome() != Outcome.OUTCOME_EXPIRED || !mayBeForgotten(purchase)) {
                refused.add(new Past(purchase, told, now));
            }
            return told;
        }

        private @Nullable Told past(String request, String user) {
            List<Past> all = new ArrayList<>(remembered(refused));
            all.addAll(remembered(unknown));
            for (Past past : all) {
                if (past.purchase().getRequestId().equals(request)
                        && past.purchase().getUserId().equals(user)) {
                    return past.told();
                }
            }
            return orders.stream()
                            .anyMatch(o -> o.getRequestId().equals(request)
                                    && o.getUserId().equals(user))
                    ? new Told(Outcome.OUTCOME_ACCEPTED, request)
                    : null;
        }

        private Told buyAnew(Command purchase) {
            Optional<Command> first = wonWith(purchase);
            if (first.isPresent()) {
                boolean same = first.get().getPurchase().equals(purchase.getPurchase());
                return same
                        ? new Told(Outcome.OUTCOME_ACCEPTED, first.get().getRequestId())
                        : new Told(Outcome.OUTCOME_IDEMPOTENCY_KEY_REUSED, "");
            } else if (purchase.getExpiresAt() != 0 || mayBeForgotten(purchase)) {
                return new Told(Outcome.OUTCOME_EXPIRED, "");
            } else if (stock < 0) {
                return new Told(Outcome.OUTCOME_UNKNOWN_ITEM, "");
            }
            Optional<Command> held = orders.stream()
                    .filter(order -> order.getUserId().equals(purchase.getUserId()))
                    .reduce((one, later) -> later);
            if (held.isPresent() || purchase.getPurchase().getQuantity() > 1) {
                return new Told(
                        Outcome.OUTCOME_LIMIT_REACHED,
                        held.map(Command::getRequestId).orElse(""));
            }
            return orders.size() == stock
                    ? new Told(Outcome.OUTCOME_SOLD_OUT, "")
                    : new Told(Outcome.OUTCOME_ACCEPTED, purchase.getRequestId());
        }

        private Optional<Command> wonWith(Command purchase) {
            return orders.stream()
                    .filter(order -> !purchase.getIdempotencyKey().isEmpty())
                    .filter(order -> order.getUserId().equals(purchase.getUserId()))
                    .filter(order -> order.getIdempotencyKey().equals(purchase.getIdempotencyKey()))
                    .findFirst();
        }

        private static List<Past> remembered(List<Past> all) {
            return all.subList(forgotten(all), all.size());
        }

        private static int forgotten(List<Past> all) {
            int page = MemoryPage.CAPACITY;
            int pages = (all.size() + page - 1) / page;
            return Math.max(0, pages - PAGES) * page;
        }

        private boolean mayBeForgotten(Command purchase) {
            return Stream.of(refused, unknown)
                    .filter(all -> forgotten(all) > 0 && purchase.getCreatedAt() > 0)
                    .anyMatch(all -> purchase.getCreatedAt()
                            <= all.get(forgotten(all) - 1).at() + PastPurchases.CLOCKS_APART_MS);
        }
    }

    @Test
    void decidesAsTheModelDoesThroughRestartsAndCompaction() {
        Seeds.forEach(40, MemoryPropertyTest::compareWithTheModel);
    }

    private static void compareWithTheModel(Random random) {
        Model model = new Model();
        Topic topic = new Topic(random);
        Ledger ledger = new Ledger(random.nextLong(), new MemorySettings(1, 1), 0);
        List<Command> sent = new ArrayList<>();
        for (int offset = 0; offset < COMMANDS; offset++) {
            long now = (offset + 1) * STEP_MS;
            Command command = next(sent, now, random);

            Decision decision = ledger.decide(new LoggedCommand(command, 0, offset, now), now);

            assertThat(Told.of(decision.result())).describedAs("%s", command).isEqualTo(model.decide(command, now));
            topic.write(decision);
            if (random.nextInt(20) == 0) {
                topic.write(ledger.takePages());
                if (random.nextInt(20) == 0) {
                    ledger = topic.read();
                    ledger.restoredUpTo(offset + 1, now);
                }
            }
        }
    }

    /** The compacted topic: the latest record of each key, and whatever the cleaner has not come to. */
    private static final class Topic {
        private final Random random;
        private final Map<String, ByteString> latest = new LinkedHashMap<>();
        private final List<ByteString> older = new ArrayList<>();

        Topic(Random random) {
            this.random = random;
        }

        void write(Decision decision) {
            decision.entries()
                    .forEach(entry ->
                            write(entry.key(), requireNonNull(entry.record()).toByteString()));
        }

        void write(List<PageEntry> pages) {
            for (PageEntry page : pages) {
                ByteString value = page.value();
                if (value == null) {
                    forget(page.key());
                } else {
                    write(page.key(), value);
                }
            }
        }

        private void forget(String key) {
            ByteString before = latest.remove(key);
            if (before != null) {
                older.add(before);
            }
        }

        private void write(String key, ByteString value) {
            ByteString before = latest.put(key, value);
            if (before != null) {
                older.add(before);
            }
        }

        Ledger read() {
            List<ByteString> left = new ArrayList<>(latest.values());
            older.stream().filter(record -> random.nextBoolean()).forEach(left::add);
            Collections.shuffle(left, random);
            Ledger ledger = new Ledger(random.nextLong(), new MemorySettings(1, 1), 0);
            left.forEach(record -> ledger.restore(parse(record)));
            return ledger;
        }

        private static LedgerRecord parse(ByteString record) {
            try {
                return LedgerRecord.parseFrom(record);
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Mostly new purchases; some sent again; questions about all of them, some too early; now and then more stock. */
    private static Command next(List<Command> sent, long now, Random random) {
        int kind = random.nextInt(100);
        if (kind < 2) {
            PutItem.Builder put = PutItem.newBuilder()
                    .setStock(random.nextInt(80))
                    .setPerUserLimit(1)
                    .setClosesAt(Long.MAX_VALUE);
            return command("admin").setPutItem(put).build();
        } else if (kind < 20 && !sent.isEmpty()) {
            return any(sent, random);
        } else if (kind < 40 && !sent.isEmpty()) {
            Command about = any(sent, random);
            return lookup(random.nextInt(10) == 0 ? "nosy" : about.getUserId(), about);
        }
        Command purchase = command("user" + random.nextInt(300))
                .setRequestId(sent.size() % 2 == 0 ? "r" + sent.size() : "%032x".formatted(sent.size()))
                .setIdempotencyKey(random.nextInt(3) == 0 ? "" : "key" + random.nextInt(3))
                .setExpiresAt(random.nextInt(4) == 0 ? now - 1 : 0)
                .setCreatedAt(random.nextInt(8) == 0 ? 0 : now)
                .setPurchase(Purchase.newBuilder().setQuantity(random.nextInt(8) == 0 ? 2 : 1))
                .build();
        sent.add(purchase);
        return random.nextInt(20) == 0 ? lookup(purchase.getUserId(), purchase) : purchase; // the question overtakes it
    }

    private static Command lookup(String asker, Command about) {
        return command(asker)
                .setLookup(Lookup.newBuilder().setRequestId(about.getRequestId()))
                .build();
    }

    private static Command.Builder command(String user) {
        return Command.newBuilder().setRequestId("other").setUserId(user).setItemId("lamp");
    }

    /** One of the latest, or of all. */
    private static Command any(List<Command> sent, Random random) {
        int among = random.nextBoolean() ? Math.min(20, sent.size()) : sent.size();
        return sent.get(sent.size() - 1 - random.nextInt(among));
    }
}
