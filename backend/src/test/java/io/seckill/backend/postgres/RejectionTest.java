package io.seckill.backend.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.fixture.Schemas;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.testkit.TestPostgres;
import io.seckill.v1.Command;
import io.seckill.v1.ItemState;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A command that was given up is rejected for good, whatever of its attempts is still under way; or it was decided. */
@ExtendWith(TestPostgres.Extension.class)
@Timeout(60)
class RejectionTest {
    private static final long NOW = 5_000;
    private static final int STOCK = 1_000;

    /** What may be given up, and changes something. */
    private enum Kind {
        PURCHASE(Outcome.OUTCOME_ACCEPTED) {
            @Override
            Command command(RejectionTest test, String user) {
                return test.commands.purchase("phone", user);
            }
        },
        CONFIRM(Outcome.OUTCOME_ORDER_CONFIRMED) {
            @Override
            Command command(RejectionTest test, String user) {
                return test.commands.confirm(test.bought(user));
            }
        },
        CANCEL(Outcome.OUTCOME_ORDER_CANCELLED) {
            @Override
            Command command(RejectionTest test, String user) {
                return test.commands.cancel(test.bought(user));
            }
        },
        REFUND(Outcome.OUTCOME_ORDER_REFUNDED) {
            @Override
            Command command(RejectionTest test, String user) {
                Command bought = test.bought(user);
                told(test.store.decide(test.attempt(test.commands.confirm(bought))));
                return test.commands.refund(bought, true);
            }
        },
        PUT_ITEM(Outcome.OUTCOME_ITEM_STORED) {
            @Override
            Command command(RejectionTest test, String user) {
                return test.commands.putItem(user, 1, 1);
            }
        },
        CHANGE_STATE(Outcome.OUTCOME_ITEM_STORED) {
            @Override
            Command command(RejectionTest test, String user) {
                told(test.store.decide(test.attempt(test.commands.putItem(user, 1, 1))));
                return test.commands.changeState(user, ItemState.ITEM_STATE_PAUSED);
            }
        },
        DELETE_ITEM(Outcome.OUTCOME_ITEM_DELETED) {
            @Override
            Command command(RejectionTest test, String user) {
                told(test.store.decide(test.attempt(test.commands.putItem(user, 1, 1))));
                told(test.store.decide(test.attempt(test.commands.changeState(user, ItemState.ITEM_STATE_CLOSED))));
                return test.commands.deleteItem(user);
            }
        };

        final Outcome done;

        Kind(Outcome done) {
            this.done = done;
        }

        abstract Command command(RejectionTest test, String user);
    }

    private final Commands commands = new Commands("", new Random());
    private final Vertx vertx = Vertx.vertx();
    private TestPostgres server;
    private String schema;
    private PostgresStore store;
    private long offset;

    @BeforeEach
    void open(TestPostgres postgres) {
        server = postgres;
        schema = server.newSchema();
        store = store();
        Stage.join(store.open());
        told(store.decide(attempt(commands.putItem("phone", STOCK, 1, 60_000))));
    }

    private PostgresStore store() {
        return new PostgresStore(
                vertx,
                Schemas.settings(server, schema),
                PostgresStoreTest.USE,
                new StoreRules(0, false),
                InstantSource.fixed(Instant.ofEpochMilli(NOW)),
                changed -> {});
    }

    @AfterEach
    void close() {
        Stage.join(vertx.close());
    }

    private Command bought(String user) {
        Command purchase = commands.purchase("phone", user);
        assertThat(told(store.decide(attempt(purchase)))).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        return purchase;
    }

    private Attempt attempt(Command command) {
        return new Attempt(new LoggedCommand(command, 0, offset++, NOW), 1, false);
    }

    private Attempt redriven(Command command) {
        return new Attempt(new LoggedCommand(command, 0, offset++, NOW + 1), 1, true);
    }

    private static Outcome told(Future<Result> result) {
        return Stage.join(result).getOutcome();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasGivenUpStaysSoUntilItIsRedriven(Kind kind) throws Exception {
        Command command = kind.command(this, "ann");
        Attempt given = attempt(command);
        List<String> before = state();

        assertThat(told(store.reject(given))).isEqualTo(Outcome.OUTCOME_REJECTED_BY_BACKEND);
        assertThat(told(store.decide(given))).isEqualTo(Outcome.OUTCOME_REJECTED_BY_BACKEND);
        assertThat(state()).isEqualTo(before);

        Attempt redriven = redriven(command);
        assertThat(told(store.decide(redriven))).isEqualTo(kind.done);
        assertThat(told(store.decide(redriven))).isEqualTo(kind.done);
        assertThat(state()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void redrivenOneThatIsGivenUpTooStaysSo(Kind kind) throws Exception {
        Command command = kind.command(this, "ann");
        List<String> before = state();
        told(store.reject(attempt(command)));
        Attempt redriven = redriven(command);

        assertThat(told(store.reject(redriven))).isEqualTo(Outcome.OUTCOME_REJECTED_BY_BACKEND);

        assertThat(told(store.decide(redriven))).isEqualTo(Outcome.OUTCOME_REJECTED_BY_BACKEND);
        assertThat(state()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void rejectionComesTooLateForWhatIsDecided(Kind kind) {
        Attempt attempt = attempt(kind.command(this, "ann"));
        told(store.decide(attempt));

        assertThat(told(store.reject(attempt))).isEqualTo(kind.done);
    }

    @Test
    void attemptThatIsStuckInPostgresAndItsRejectionTellTheSame() throws Exception {
        Attempt confirm = attempt(commands.confirm(bought("ann")));
        Future<Result> attempt;
        Future<Result> rejection;
        try (Connection other = server.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from " + schema + ".requests for update");
            attempt = store.decide(confirm);
            await("stuck").until(() -> waiting() == 1);
            rejection = store().reject(confirm); // another owner's, on a connection of its own
            await("behind it").until(() -> waiting() == 2);
            other.rollback();
        }

        assertThat(told(attempt)).isEqualTo(Outcome.OUTCOME_ORDER_CONFIRMED);
        assertThat(told(rejection)).isEqualTo(Outcome.OUTCOME_ORDER_CONFIRMED);
    }

    /** Statements that wait for a lock. */
    private int waiting() throws Exception {
        return Integer.parseInt(server.ask(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%ask(%'")
                .get(0));
    }

    @ParameterizedTest
    @EnumSource
    void ofAnAttemptAndItsRejectionThatMeetOneWinsAndBothSayWhich(Kind kind) {
        int pairs = 200;
        List<Future<Result>> attempts = new ArrayList<>();
        List<Future<Result>> rejections = new ArrayList<>();
        List<Command> all = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            all.add(kind.command(this, "user" + i));
        }
        for (Command command : all) {
            Attempt attempt = attempt(command);
            rejections.add(store.reject(attempt));
            attempts.add(store.decide(attempt));
        }

        Map<Outcome, Integer> outcomes = new HashMap<>();
        for (int i = 0; i < pairs; i++) {
            Outcome told = told(attempts.get(i));
            assertThat(told(rejections.get(i))).isEqualTo(told);
            outcomes.merge(told, 1, Integer::sum);
        }
        System.out.println(kind + ": " + outcomes);
        assertThat(outcomes.keySet()).isSubsetOf(kind.done, Outcome.OUTCOME_REJECTED_BY_BACKEND);
    }

    /** All that a command may change. */
    private List<String> state() throws Exception {
        List<String> rows = new ArrayList<>(server.ask(
                "select item_id || ' ' || stock || ' ' || sold || ' ' || state from " + schema + ".items order by 1"));
        rows.addAll(server.ask("select request_id || ' ' || status from " + schema
                + ".requests where order_id = request_id order by 1"));
        return rows;
    }
}
