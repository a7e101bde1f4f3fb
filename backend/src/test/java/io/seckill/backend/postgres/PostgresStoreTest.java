package io.seckill.backend.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.command.HoldExpiry;
import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.fixture.Schemas;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.testkit.TestPostgres;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.Outcome;
import io.seckill.v1.PutItem;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestPostgres.Extension.class)
@Timeout(60)
class PostgresStoreTest {
    private static final long NOW = 5_000;

    private final Commands commands = new Commands("", new SplittableRandom(7));
    private final Vertx vertx = Vertx.vertx();
    private final ConcurrentLinkedQueue<Item> changed = new ConcurrentLinkedQueue<>();
    private TestPostgres server;
    private String schema;
    private PostgresStore store;
    private long offset;

    static final StoreSettings USE = new StoreSettings(8, Duration.ofDays(1));

    @BeforeEach
    void open(TestPostgres postgres) {
        server = postgres;
        schema = server.newSchema();
        store = new PostgresStore(
                vertx,
                Schemas.settings(server, schema),
                USE,
                new StoreRules(0, false),
                InstantSource.fixed(java.time.Instant.ofEpochMilli(NOW)),
                changed::addAll);
        Stage.join(store.open());
        decide(commands.putItem("phone", 10, 2));
        changed.clear();
    }

    @AfterEach
    void close() {
        Stage.join(vertx.close());
    }

    private Attempt attempt(Command command, boolean redriven) {
        return new Attempt(new LoggedCommand(command, 0, offset++, redriven ? NOW + 1 : NOW), 1, redriven);
    }

    private Attempt attempt(Command command, long millis) {
        return new Attempt(new LoggedCommand(command, 0, offset++, millis), 1, false);
    }

    private Result decide(Command command) {
        return Stage.join(store.decide(attempt(command, false)));
    }

    private Outcome outcome(Command command) {
        return decide(command).getOutcome();
    }

    @Test
    void definitionInTheQueueToWhichItsItemHasMovedIsTheLaterOne() {
        LoggedCommand moved = new LoggedCommand(commands.putItem("phone", 20, 2), 1, 0, NOW);
        LoggedCommand before = new LoggedCommand(commands.putItem("phone", 30, 2), 0, 1_000, NOW);

        Stage.join(store.decide(new Attempt(moved, 1, false)));
        Stage.join(store.decide(new Attempt(before, 1, false)));

        assertThat(Stage.join(store.items())).extracting(Item::getStock).containsExactly(20);
    }

    @Test
    void boughtTwiceByOneRequestIsBoughtOnce() {
        Command purchase = commands.purchase("phone", "ann");

        Result first = decide(purchase);
        Result second = decide(purchase);

        assertThat(first.getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(second.getOrder()).isEqualTo(first.getOrder());
        assertThat(changed)
                .singleElement()
                .satisfies(item -> assertThat(item.getRemaining()).isEqualTo(9));
    }

    @Test
    void limitNamesTheLatestOrder() {
        decide(commands.purchase("phone", "ann"));
        Result second = decide(commands.purchase("phone", "ann"));

        Result third = decide(commands.purchase("phone", "ann"));

        assertThat(third.getOutcome()).isEqualTo(Outcome.OUTCOME_LIMIT_REACHED);
        assertThat(third.getOrder().getOrderId()).isEqualTo(second.getOrder().getOrderId());
    }

    @Test
    void thousandAtOnceNeverOversellNorUndersellNorPassTheLimit() throws Exception {
        List<Future<Result>> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Command purchase = commands.purchase("phone", "user" + i % 7);
            all.add(store.decide(attempt(purchase, false)));
            all.add(store.decide(attempt(purchase, false))); // a copy, at the same time
        }
        Stage.join(Future.all(all));

        assertThat(server.ask("select sold from " + schema + ".items")).containsExactly("10");
        assertThat(server.ask("select sum(quantity) from " + schema + ".requests where outcome = 1"))
                .containsExactly("10");
        assertThat(server.ask("select max(units) from " + schema + ".holdings")).containsExactly("2");
        assertThat(server.ask("select count(*) from " + schema + ".requests")).containsExactly("1000");
    }

    @Test
    void outcomesInTheOrderOfTheLedger() {
        assertThat(outcome(commands.purchase("nothing", "ann"))).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
        assertThat(outcome(commands.purchase("phone", "ann").toBuilder()
                        .setExpiresAt(NOW - 1)
                        .build()))
                .isEqualTo(Outcome.OUTCOME_EXPIRED);
        assertThat(outcome(window("early", NOW + 1, NOW + 2))).isEqualTo(Outcome.OUTCOME_NOT_STARTED);
        assertThat(outcome(window("late", NOW - 1, NOW))).isEqualTo(Outcome.OUTCOME_ENDED);
        assertThat(outcome(quantity("phone", "ann", 3))).isEqualTo(Outcome.OUTCOME_LIMIT_REACHED);
        decide(commands.putItem("last", 1, 5));
        assertThat(outcome(quantity("last", "ann", 2))).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        decide(commands.purchase("last", "ann"));
        assertThat(outcome(commands.putItem("last", 0, 5))).isEqualTo(Outcome.OUTCOME_STOCK_BELOW_SOLD);
    }

    private Command window(String item, long opens, long closes) {
        Command put = commands.putItem(item, 1, 1);
        decide(put.toBuilder()
                .setPutItem(put.getPutItem().toBuilder().setOpensAt(opens).setClosesAt(closes))
                .build());
        return commands.purchase(item, "ann");
    }

    private Command quantity(String item, String user, int quantity) {
        Command.Builder purchase = commands.purchase(item, user).toBuilder();
        purchase.getPurchaseBuilder().setQuantity(quantity);
        return purchase.build();
    }

    @Test
    void oneKeyIsOnePurchase() {
        Command first = commands.purchase("phone", "ann").toBuilder()
                .setIdempotencyKey("k")
                .build();
        Command copy = commands.purchase("phone", "ann").toBuilder()
                .setIdempotencyKey("k")
                .build();
        Command other =
                quantity("phone", "ann", 2).toBuilder().setIdempotencyKey("k").build();

        List<Future<Result>> both = List.of(store.decide(attempt(first, false)), store.decide(attempt(copy, false)));
        Stage.join(Future.all(both));

        assertThat(both.get(0).result().getOrder())
                .isEqualTo(both.get(1).result().getOrder());
        assertThat(outcome(other)).isEqualTo(Outcome.OUTCOME_IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void aRefusalBindsNoKey() {
        Command early = keyed("later");
        assertThat(outcome(early)).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
        decide(commands.putItem("later", 0, 5));
        assertThat(outcome(keyed("later"))).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        decide(commands.putItem("later", 5, 5));

        assertThat(outcome(keyed("later"))).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(decide(commands.lookup(early)).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
    }

    @Test
    void twoPurchasesWithOneKeyThatRunAtOnceAreNeverToldOfTwoFates() {
        decide(commands.putItem("last", 20, 20));
        for (int round = 0; round < 20; round++) {
            String user = "user" + round;
            List<Future<Result>> both = IntStream.range(0, 2)
                    .mapToObj(i -> store.decide(attempt(
                            commands.purchase("last", user).toBuilder()
                                    .setIdempotencyKey("k")
                                    .build(),
                            false)))
                    .toList();
            Stage.join(Future.all(both));

            assertThat(both.get(0).result().getOrder())
                    .isEqualTo(both.get(1).result().getOrder());
            assertThat(both.get(0).result().getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        }
    }

    private Command keyed(String item) {
        return commands.purchase(item, "ann").toBuilder().setIdempotencyKey("k").build();
    }

    @Test
    void holdsOfQueuesThatNobodyHoldsHideNoOthers() throws Exception {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("set search_path to " + schema);
            statement.execute(
                    "insert into requests select 'r' || i, case when i > 0 then 'a' || i else 'z' end, 'ann', 1, '',"
                            + " 1, 'r' || i, 1, i, 1, 2 from generate_series(0, " + 2 * SaleStatements.HOLDS_PAGE
                            + ") i");
        }
        try (MockProducer<byte[], byte[]> queues =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer())) {
            StoreHoldWatch watch = new StoreHoldWatch(
                    store,
                    new HoldExpiry("requests", queues, () -> Instant.ofEpochMilli(NOW), new SplittableRandom(1)),
                    () -> Instant.ofEpochMilli(NOW));
            watch.tookOver(1);
            watch.start(vertx, item -> item.equals("z") ? 1 : 0);

            await().untilAsserted(() -> assertThat(queues.history())
                    .isNotEmpty()
                    .allSatisfy(sent -> assertThat(new String(sent.key(), StandardCharsets.UTF_8))
                            .isEqualTo("z")));
        }
    }

    @Test
    void lookupTellsWhatWasToldAndNothingToOthers() {
        Command purchase = commands.purchase("phone", "ann");
        Result bought = decide(purchase);

        assertThat(decide(commands.lookup(purchase)).getOrder()).isEqualTo(bought.getOrder());
        Command other = commands.lookup(purchase).toBuilder().setUserId("eve").build();
        assertThat(outcome(other)).isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
    }

    @Test
    void olderDefinitionThatComesLateChangesNothing() {
        Attempt older = attempt(commands.putItem("phone", 20, 2), false);
        decide(commands.putItem("phone", 30, 2));

        Result late = Stage.join(store.decide(older));

        assertThat(late.getItem().getStock()).isEqualTo(30);
    }

    @Test
    void lookupAndPurchaseAtTheSameTimeNeverContradictEachOther() {
        decide(commands.putItem("many", 1_000, 1));
        List<Future<Result>> purchases = new ArrayList<>();
        List<Future<Result>> lookups = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Command purchase = commands.purchase("many", "user" + i);
            lookups.add(store.decide(attempt(commands.lookup(purchase), false)));
            purchases.add(store.decide(attempt(purchase, false)));
        }
        Stage.join(Future.all(lookups));
        Stage.join(Future.all(purchases));

        int unknown = 0;
        for (int i = 0; i < 300; i++) {
            Outcome told = lookups.get(i).result().getOutcome();
            assertThat(purchases.get(i).result().getOutcome()).isEqualTo(told);
            unknown += told == Outcome.OUTCOME_UNKNOWN_REQUEST ? 1 : 0;
        }
        assertThat(unknown).isPositive();
    }

    @Test
    void lookupOfAnotherUserSettlesNothing() {
        Command purchase = commands.purchase("phone", "ann");
        Command other = commands.lookup(purchase).toBuilder().setUserId("eve").build();

        assertThat(outcome(other)).isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
        assertThat(outcome(purchase)).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void unitsAreExactHoweverBuyersConfirmersCancellersAndEndsOfHoldsMeet() throws Exception {
        decide(commands.putItem("held", 20, 2, 1));
        endOneInEachWay(); // how many more end in which way is chance
        List<Command> bought = new ArrayList<>();
        List<Future<Result>> all = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Command purchase = commands.purchase("held", "user" + i % 13);
            bought.add(purchase);
            all.add(store.decide(attempt(purchase, false)));
            Command earlier = bought.get(i / 2);
            Command next = i % 50 == 0 ? commands.confirm(earlier) : commands.cancel(earlier);
            // Half of them come when every hold is over.
            all.add(store.decide(attempt(next, NOW + i % 2)));
        }
        Stage.join(Future.all(all));

        String live = "select coalesce(sum(quantity), 0) from " + schema
                + ".requests where item_id = 'held' and order_id = request_id and status < 3";
        assertThat(server.ask("select sold from " + schema + ".items where item_id = 'held'"))
                .isEqualTo(server.ask(live));
        assertThat(server.ask("select coalesce(sum(units), 0) from " + schema + ".holdings where item_id = 'held'"))
                .isEqualTo(server.ask(live));
        assertThat(server.ask("select count(distinct status) from " + schema + ".requests where item_id = 'held'"
                        + " and order_id = request_id and status > 1"))
                .containsExactly("3");
    }

    private void endOneInEachWay() {
        Command paid = commands.purchase("held", "ann");
        Command returned = commands.purchase("held", "bob");
        Command late = commands.purchase("held", "cid");
        List.of(paid, commands.confirm(paid), returned, commands.cancel(returned), late)
                .forEach(this::decide);
        Stage.join(store.decide(attempt(commands.confirm(late), NOW + 1)));
    }

    @Test
    void whatEndedAndWhatWonNothingIsForgottenAndOrdersAreNot() throws Exception {
        decide(commands.putItem("held", 5, 5, 1));
        Command kept = commands.purchase("held", "ann");
        Command ended = commands.purchase("held", "ann").toBuilder()
                .setIdempotencyKey("k")
                .build();
        List.of(kept, commands.confirm(kept), ended, commands.cancel(ended), quantity("held", "ann", 9))
                .forEach(this::decide);

        String forget = new SaleStatements(Schemas.settings(server, schema), new StoreRules(0, false))
                .forget()
                .replace("$1", Long.toString(NOW + 2));
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            ResultSet forgotten = statement.executeQuery(forget);
            forgotten.next();
            assertThat(forgotten.getLong(1)).isEqualTo(2);
        }

        assertThat(server.ask("select request_id from " + schema + ".requests where item_id = 'held'"))
                .containsExactly(kept.getRequestId());
        assertThat(server.ask("select count(*) from " + schema + ".keys")).containsExactly("0");
        assertThat(outcome(commands.show(ended))).isEqualTo(Outcome.OUTCOME_UNKNOWN_ORDER);
    }

    @Test
    void whatPostgresCannotStoreIsRefusedAtOnce() {
        assertThat(outcome(commands.putItem("a", 1, 1).toBuilder()
                        .setPutItem(PutItem.newBuilder().setTitle("a\0b"))
                        .build()))
                .isEqualTo(Outcome.OUTCOME_REJECTED_BY_BACKEND);
        assertThat(outcome(commands.purchase("phone", "ann\0"))).isEqualTo(Outcome.OUTCOME_REJECTED_BY_BACKEND);
    }

    @Test
    void probeLeavesNothing() throws Exception {
        Stage.join(store.probe());

        for (String table : List.of("items", "requests", "keys", "holdings", "rejections")) {
            assertThat(server.ask("select count(*) from " + schema + "." + table + " where item_id like 'probe%'"))
                    .containsExactly("0");
        }
    }
}
