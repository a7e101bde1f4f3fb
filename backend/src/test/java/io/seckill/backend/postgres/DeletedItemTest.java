package io.seckill.backend.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.fixture.Schemas;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.testkit.TestPostgres;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a deleted item leaves in the tables, and what comes after it. */
@ExtendWith(TestPostgres.Extension.class)
class DeletedItemTest {
    private static final long NOW = 5_000;
    private static final List<String> TABLES = List.of("items", "requests", "keys", "holdings");

    private final Commands commands = new Commands("", new Random());
    private final Vertx vertx = Vertx.vertx();
    private final Queue<Item> published = new ConcurrentLinkedQueue<>();
    private TestPostgres server;
    private String schema;
    private PostgresStore store;
    private long offset;

    @BeforeEach
    void open(TestPostgres postgres) {
        server = postgres;
        schema = server.newSchema();
        store = new PostgresStore(
                vertx,
                Schemas.settings(server, schema),
                PostgresStoreTest.USE,
                new StoreRules(0, false),
                InstantSource.fixed(Instant.ofEpochMilli(NOW)),
                published::addAll);
        Stage.join(store.open());
    }

    @AfterEach
    void close() {
        Stage.join(vertx.close());
    }

    private Attempt attempt(Command command) {
        return new Attempt(new LoggedCommand(command, 0, offset++, NOW), 1, false);
    }

    private Result decide(Command command) {
        return Stage.join(store.decide(attempt(command)));
    }

    /** Sells more than one step forgets, each order with a key, and closes the sale. */
    private Command soldAndClosed() {
        decide(commands.putItem("phone", 3_000, 3_000));
        List<Command> purchases = Stream.generate(() -> commands.purchase("phone", "user" + offset++).toBuilder()
                        .setIdempotencyKey("key")
                        .build())
                .limit(2_500)
                .toList();
        List<Future<Result>> sold = new ArrayList<>();
        purchases.forEach(purchase -> sold.add(store.decide(attempt(purchase))));
        Stage.join(Future.all(sold));
        assertThat(sold).extracting(told -> told.result().getOutcome()).containsOnly(Outcome.OUTCOME_ACCEPTED);
        decide(commands.changeState("phone", ItemState.ITEM_STATE_CLOSED));
        return purchases.get(0);
    }

    @Test
    void nothingOfItIsLeftAndALaterItemOfTheNameIsANewOne() throws SQLException {
        Command purchase = soldAndClosed();
        assertThat(rows()).containsExactly(1, 2_500, 2_500, 2_500);
        Attempt deletion = attempt(commands.deleteItem("phone"));

        assertThat(Stage.join(store.decide(deletion)).getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_DELETED);

        assertThat(rows()).containsOnly(0);
        assertThat(Stage.join(store.decide(deletion)).getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_DELETED);
        assertThat(decide(commands.deleteItem("phone")).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
        assertThat(Stage.join(store.items()))
                .singleElement()
                .satisfies(gone -> assertThat(Rows.isDeleted(gone)).isTrue());
        Item last = published.stream().reduce((one, other) -> other).orElseThrow();
        assertThat(Rows.isDeleted(last)).isTrue();
        Result again = decide(commands.putItem("phone", 1, 1));
        assertThat(again.getItem().getRemaining()).isEqualTo(1);
        assertThat(again.getItem().getVersion()).isGreaterThan(last.getVersion());
        assertThat(decide(commands.show(purchase)).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ORDER);
        Command anew = commands.purchase("phone", purchase.getUserId()).toBuilder()
                .setIdempotencyKey("key")
                .build();
        assertThat(decide(anew).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void betweenTwoStepsItIsUnknownAndNoItemOfTheNameBegins() throws SQLException {
        Command purchase = soldAndClosed();
        Command expiring =
                commands.deleteItem("phone").toBuilder().setExpiresAt(NOW).build();
        Attempt deletion = attempt(expiring);
        crashedBeforeItsFirstStep(deletion);

        assertThat(rows()).containsExactly(0, 2_500, 2_500, 2_500);
        assertThat(decide(commands.show(purchase)).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
        assertThat(decide(commands.lookup(purchase)).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
        Future<Result> early = store.decide(attempt(commands.putItem("phone", 1, 1)));
        assertThat(early.toCompletionStage().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(40))
                .withThrowableThat()
                .withMessageContaining("is being deleted");

        // However late it is by now, what was begun is brought to its end.
        Attempt late =
                new Attempt(new LoggedCommand(expiring, 0, deletion.recorded().offset(), NOW + 1), 2, false);
        assertThat(Stage.join(store.decide(late)).getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_DELETED);
        assertThat(rows()).containsOnly(0);
    }

    private void crashedBeforeItsFirstStep(Attempt deletion) throws SQLException {
        Command command = deletion.command();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path = " + schema);
            statement.execute("select delete_item('" + command.getRequestId() + "', 'phone', '', " + NOW + ", false, "
                    + deletion.recorded().offset() + ", false)");
        }
    }

    private List<Integer> rows() throws SQLException {
        List<Integer> counts = new ArrayList<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                ResultSet count = statement.executeQuery("select count(*) from " + schema + "." + table);
                count.next();
                counts.add(count.getInt(1));
            }
        }
        return counts;
    }
}
