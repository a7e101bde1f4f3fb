package io.seckill.backend.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.decide.memory.MemorySettings;
import io.seckill.backend.fixture.Schemas;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.testkit.TestPostgres;
import io.seckill.v1.Cancel;
import io.seckill.v1.ChangeState;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.DeleteItem;
import io.seckill.v1.ExpireHolds;
import io.seckill.v1.Item;
import io.seckill.v1.ListOrders;
import io.seckill.v1.Lookup;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import io.seckill.v1.Refund;
import io.seckill.v1.Result;
import io.seckill.v1.ShowOrder;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One command after the other, or a line of them, both stores tell the same: the ledger is PostgreSQL's model. */
@ExtendWith(TestPostgres.Extension.class)
class SameDecisionsTest {
    private static final int COMMANDS = 5_000;
    private static final int LONGEST_LINE = 8;
    private static final int MAX_EXPIRED = 15; // which the busiest reach towards the end
    private static final List<String> ITEMS = List.of("lamp", "rug", "vase");
    private static final List<String> USERS = List.of("ann", "bob", "cid", "eve");

    private final Vertx vertx = Vertx.vertx();
    private final long seed = Long.getLong("decisions.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger(seed, new MemorySettings(COMMANDS, COMMANDS), MAX_EXPIRED);
    private final Map<String, Item> published = new HashMap<>(); // by PostgreSQL; the latest version
    private long now = 1_000_000;
    private long offset;
    private int ids;

    @AfterEach
    void close() {
        Stage.join(vertx.close());
    }

    @Test
    void bothStoresDecideTheSameAndShowTheSameItems(TestPostgres server) {
        System.out.println("decisions.seed=" + seed);
        PostgresStore store = new PostgresStore(
                vertx,
                Schemas.settings(server, server.newSchema()),
                PostgresStoreTest.USE,
                new StoreRules(MAX_EXPIRED, true),
                () -> Instant.ofEpochMilli(now),
                items -> items.forEach(item -> published.merge(
                        item.getItemId(), item, (one, other) -> one.getVersion() > other.getVersion() ? one : other)));
        Stage.join(store.open());
        while (offset < COMMANDS) {
            List<LoggedCommand> line = line();

            List<Result> expected = line.stream()
                    .map(command -> ledger.decide(command, now).result())
                    .toList();
            List<Result> actual = decided(store, line);

            assertThat(actual.stream().map(SameDecisionsTest::comparable))
                    .as("commands %s", line)
                    .containsExactlyElementsOf(
                            expected.stream().map(SameDecisionsTest::comparable).toList());
        }
        now += 1_000;
        ITEMS.forEach(item -> Stage.join(store.decide(new Attempt(endHolds(item), 1, false))));
        ledger.statuses()
                .forEach(item -> assertThat(published.get(item.getItemId()))
                        .satisfies(shown -> assertThat(
                                        shown.toBuilder().clearVersion().build())
                                .isEqualTo(item.toBuilder().clearVersion().build())));
    }

    /** A command, or purchases of one item that stand in line. */
    private List<LoggedCommand> line() {
        List<LoggedCommand> line = new ArrayList<>(List.of(logged(command())));
        while (line.get(0).command().hasPurchase() && line.size() < LONGEST_LINE && random.nextInt(3) > 0) {
            ids += ITEMS.size() - 1; // the next id of that item's
            line.add(logged(purchase(about("", ""))));
        }
        return line;
    }

    private LoggedCommand logged(Command command) {
        now += random.nextInt(10);
        return new LoggedCommand(command, 0, offset++, now);
    }

    private static List<Result> decided(PostgresStore store, List<LoggedCommand> line) {
        List<Result> results = new ArrayList<>();
        while (results.size() < line.size()) {
            List<Attempt> left = line.stream()
                    .skip(results.size())
                    .map(command -> new Attempt(command, 1, false))
                    .toList();
            results.addAll(Stage.join(store.decide(left)));
        }
        return results;
    }

    private LoggedCommand endHolds(String item) {
        Command.Builder command = about(item, "").setExpireHolds(ExpireHolds.getDefaultInstance());
        LoggedCommand recorded = logged(command.build());
        var unused = ledger.decide(recorded, now);
        return recorded;
    }

    private static Result comparable(Result result) {
        Result.Builder comparable = result.toBuilder();
        if (result.hasItem()) {
            // Each store counts versions in its own way, and PostgreSQL ends holds no sooner than it matters.
            comparable.getItemBuilder().clearVersion().clearRemaining();
        }
        return comparable.build();
    }

    private Command command() {
        String item = any(ITEMS);
        Command.Builder command = about(item, any(USERS));
        String id = someId();
        if (random.nextInt(4) > 0) {
            ownerOf(id, command);
        }
        int kind = random.nextInt(100);
        if (kind < 46) {
            return purchase(command);
        } else if (kind < 50) {
            return byService(id, command);
        } else if (kind < 60) {
            return command.setLookup(Lookup.newBuilder().setRequestId(id)).build();
        } else if (kind < 72) {
            return command.setConfirm(Confirm.newBuilder().setOrderId(id)).build();
        } else if (kind < 84) {
            return command.setCancel(Cancel.newBuilder().setOrderId(id)).build();
        } else if (kind < 87) {
            return command.setListOrders(ListOrders.getDefaultInstance()).build();
        } else if (kind < 90) {
            return command.setShowOrder(ShowOrder.newBuilder().setOrderId(id)).build();
        } else if (kind < 94) {
            return command.setExpireHolds(ExpireHolds.getDefaultInstance()).build();
        }
        int change = random.nextInt(12);
        if (change == 0) {
            return command.setDeleteItem(DeleteItem.getDefaultInstance()).build();
        } else if (change < 4) {
            return command.setChangeState(ChangeState.newBuilder().setToValue(random.nextInt(3)))
                    .build();
        }
        return command.setPutItem(PutItem.newBuilder()
                        .setTitle(command.getItemId())
                        .setStock(random.nextInt(6))
                        .setPerUserLimit(1 + random.nextInt(3))
                        .setHoldMillis(random.nextInt(3) * 50L)
                        .setOpensAt(random.nextInt(10) == 0 ? now + 100 : 0)
                        .setClosesAt(random.nextInt(10) == 0 ? now : 0))
                .build();
    }

    private Command byService(String id, Command.Builder command) {
        command.clearUserId();
        return switch (random.nextInt(4)) {
            case 0 -> command.setConfirm(Confirm.newBuilder().setOrderId(id)).build();
            case 1 -> command.setCancel(Cancel.newBuilder().setOrderId(id)).build();
            default ->
                command.setRefund(Refund.newBuilder().setOrderId(id).setRestock(random.nextBoolean()))
                        .build();
        };
    }

    /** Now and then a copy of an earlier one, or one that was asked about before it came. */
    private Command purchase(Command.Builder command) {
        if (random.nextInt(8) == 0) {
            command.setRequestId(someId());
        }
        if (random.nextInt(4) == 0) {
            command.setIdempotencyKey("key" + random.nextInt(40));
        }
        if (random.nextInt(3) == 0) {
            command.setDeviceId("device" + random.nextInt(3));
        }
        if (random.nextInt(12) == 0) {
            command.setExpiresAt(now - 1);
        }
        return ownerOf(command.getRequestId(), command)
                .setPurchase(Purchase.newBuilder().setQuantity(1 + random.nextInt(5) / 4))
                .build();
    }

    /** An id is one user's and one item's, as those are that gateways give away. */
    private static Command.Builder ownerOf(String id, Command.Builder command) {
        int number = Integer.parseInt(id);
        return command.setItemId(ITEMS.get(number % ITEMS.size())).setUserId(USERS.get(number % USERS.size()));
    }

    private Command.Builder about(String item, String user) {
        return Command.newBuilder()
                .setRequestId(Integer.toString(ids++))
                .setItemId(item)
                .setUserId(user);
    }

    /** Of the latest commands, or of one to come. */
    private String someId() {
        return Integer.toString(Math.max(0, ids + 10 - random.nextInt(60)));
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
