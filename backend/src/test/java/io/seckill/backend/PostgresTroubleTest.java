package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.TestPostgres;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database's trouble is never a command's: readiness tells of it, and afterwards all are decided. */
@WithBroker
@TestInstance(Lifecycle.PER_CLASS)
class PostgresTroubleTest {
    /** How long trouble lasts; {@code -Dpostgres.trouble.seconds=30} makes it longer than five attempts take. */
    private static final Duration LASTS = Duration.ofSeconds(Integer.getInteger("postgres.trouble.seconds", 1));

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int BUYERS = 50;
    private static final String CONNECTED =
            "select pg_terminate_backend(pid) from pg_stat_activity" + " where application_name = 'seckill-backend'";

    /** What befalls the tables {@code $}. */
    private enum Trouble {
        READ_ONLY(
                List.of("alter system set default_transaction_read_only = on", "select pg_reload_conf()"),
                List.of("alter system reset default_transaction_read_only", "select pg_reload_conf()")),
        /** As a standby to which connections lead: those that are open stay so. */
        DEMOTED(
                List.of("alter role postgres in database postgres set default_transaction_read_only = on", CONNECTED),
                List.of("alter role postgres in database postgres reset default_transaction_read_only")),
        CLOSED_TO_LOGINS(
                List.of("alter database postgres with allow_connections false", CONNECTED),
                List.of("alter database postgres with allow_connections true")),
        TABLE_LOCKED(List.of("lock table $.items in access exclusive mode")),
        TABLE_RENAMED(
                List.of("alter table $.requests rename to elsewhere"),
                List.of("alter table $.elsewhere rename to requests")),
        ALL_REFUSED_BY_A_TRIGGER(
                List.of(
                        "create function $.no() returns trigger language plpgsql as"
                                + " 'begin raise exception ''not today''; end'",
                        "create trigger no before insert on $.requests for each row execute function $.no()"),
                List.of("drop function $.no cascade"));

        private final String begin; // a statement a line
        private final String end;

        /** What ends with the transaction that begins it. */
        Trouble(List<String> begin) {
            this(begin, List.of());
        }

        Trouble(List<String> begin, List<String> end) {
            this.begin = String.join("\n", begin);
            this.end = String.join("\n", end);
        }

        boolean isTransaction() {
            return end.isEmpty();
        }

        boolean concernsTables() {
            return begin.contains("$");
        }
    }

    private TestPostgres postgres;
    private String schema;
    private Stage stage;
    private Backend backend;

    @BeforeAll
    void start() throws IOException {
        postgres = TestPostgres.start(); // of its own: others must not feel it
        schema = postgres.newSchema();
    }

    @BeforeEach
    void open(TestBroker broker) {
        if (backend == null) {
            stage = new Stage(broker, 2);
            backend = stage.startBackend(Stream.of(
                            postgres.overrides(schema),
                            new String[] {"engine.maxAttempts=2", "engine.retryBackoff=50ms"},
                            new String[] {"postgres.statementTimeout=2s", "postgresStore.connections=2"})
                    .flatMap(Stream::of)
                    .toArray(String[]::new));
            stage.ask(stage.commands().putItem("phone", 1_000_000, 1));
            stage.ask(stage.commands().putItem("lamp", 1_000_000, 1));
        }
    }

    @AfterAll
    void close() throws IOException {
        stage.close();
        postgres.close();
    }

    @ParameterizedTest
    @EnumSource
    void allAreDecidedAfterwardsAndNoneIsBuried(Trouble trouble) throws Exception {
        List<Command> purchases;
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(!trouble.isTransaction());
            run(connection, trouble, trouble.begin);
            purchases = buy(trouble.name());
            await().atMost(TIMEOUT).until(() -> !ready());
            await().during(LASTS).atMost(LASTS.plus(TIMEOUT)).until(() -> !ready());
            run(connection, trouble, trouble.end);
            if (trouble.isTransaction()) {
                connection.rollback();
            }
        }

        for (Command purchase : purchases) {
            assertThat(stage.answerTo(purchase).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        }
        assertThat(stage.deadLetters()).isEmpty();
        await().atMost(TIMEOUT).until(this::ready);
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"READ_ONLY", "TABLE_LOCKED"})
    void readinessTellsOfItAlsoWhileNobodyBuys(Trouble trouble) throws Exception {
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(!trouble.isTransaction());
            run(connection, trouble, trouble.begin);
            await().atMost(TIMEOUT).until(() -> !ready());
            assertThat(Stage.get(backend, "/health/ready").body()).contains("PostgreSQL at 127.0.0.1");
            run(connection, trouble, trouble.end);
            if (trouble.isTransaction()) {
                connection.rollback();
            }
        }
        await().atMost(TIMEOUT).until(this::ready);
    }

    private List<Command> buy(String who) {
        List<Command> purchases = new ArrayList<>();
        for (int i = 0; i < BUYERS; i++) {
            purchases.add(stage.commands().purchase(i % 2 == 0 ? "phone" : "lamp", who + i));
            stage.send(purchases.get(i));
        }
        return purchases;
    }

    private boolean ready() throws Exception {
        return Stage.get(backend, "/health/ready").statusCode() == 200;
    }

    /** In {@code connection} where it concerns tables; else from outside, where it does not concern itself. */
    private void run(Connection connection, Trouble trouble, String statements) throws SQLException {
        for (String statement : statements.lines().toList()) {
            if (trouble.concernsTables()) {
                try (Statement sql = connection.createStatement()) {
                    sql.execute(statement.replace("$", schema));
                }
            } else {
                postgres.execute(statement);
            }
        }
    }
}
