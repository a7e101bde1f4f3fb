package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.ForgetfulProxy;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.TestPostgres;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A backend on a real broker and a real PostgreSQL. */
@WithBroker
@ExtendWith(TestPostgres.Extension.class)
class PostgresTest {
    private TestPostgres postgres;
    private String schema;

    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker, TestPostgres server) {
        postgres = server;
        schema = server.newSchema();
        stage = new Stage(broker, 2);
    }

    private String[] overrides(String... more) {
        return Stream.of(postgres.overrides(schema), more).flatMap(Stream::of).toArray(String[]::new);
    }

    @Test
    void sellsEveryUnitOnceAndTellsEverybody() throws Exception {
        stage.startBackend(overrides("engine.mode=parallel"));
        stage.ask(stage.commands().putItem("phone", 50, 1));
        List<Command> purchases = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            purchases.add(stage.commands().purchase("phone", "user" + i));
            stage.send(purchases.get(i));
        }

        assertThat(purchases.stream().map(stage::answerTo).filter(result -> result.hasOrder()))
                .hasSize(50);
        assertThat(postgres.ask("select sold from " + schema + ".items")).containsExactly("50");
        assertThat(postgres.ask("select count(*) from " + schema + ".events"))
                .as("events, which are off")
                .containsExactly("0");
        await().untilAsserted(() -> assertThat(stage.statuses())
                .anyMatch(item -> item.getItemId().equals("phone") && item.getRemaining() == 0));
    }

    @Test
    void lockedRowDelaysItsOwnItemOnlyAndIsDecidedLater() throws Exception {
        stage.startBackend(overrides("postgres.statementTimeout=1s", "engine.retryBackoff=100ms"));
        stage.ask(stage.commands().putItem("locked", 5, 1));
        stage.ask(stage.commands().putItem("free", 5, 1));
        Command held = stage.commands().purchase("locked", "ann");
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select * from " + schema + ".items where item_id = 'locked' for update");
            stage.send(held);
            assertThat(stage.ask(stage.commands().purchase("free", "ann")).getOutcome())
                    .isEqualTo(Outcome.OUTCOME_ACCEPTED);
            await().until(() -> stage.ask(stage.commands().lookup(held)).getOutcome() == Outcome.OUTCOME_PENDING);
            connection.rollback();
        }

        assertThat(stage.answerTo(held).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(stage.deadLetters()).isEmpty();
    }

    @Test
    void whileTheStoreIsAwayNothingIsLostNorBuried() throws Exception {
        try (TestPostgres own = TestPostgres.start()) {
            String[] settings = Stream.of(own.overrides(schema), new String[] {"engine.maxAttempts=2"})
                    .flatMap(Stream::of)
                    .toArray(String[]::new);
            Backend backend = stage.startBackend(settings);
            stage.ask(stage.commands().putItem("phone", 100, 1));
            own.pause();
            List<Command> purchases = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                purchases.add(stage.commands().purchase("phone", "user" + i));
                stage.send(purchases.get(i));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Stage.get(backend, "/health/ready").statusCode() == 503);
            own.goOn();

            assertThat(purchases.stream().map(stage::answerTo))
                    .allMatch(result -> result.getOutcome() == Outcome.OUTCOME_ACCEPTED);
            assertThat(stage.deadLetters()).isEmpty();
        }
    }

    @Test
    void stopsThoughTheStoreSaysNothingAnyMore() throws Exception {
        try (ForgetfulProxy proxy = new ForgetfulProxy(postgres.port())) {
            Backend backend = stage.startBackend(overrides("postgres.port=" + proxy.port()));
            stage.ask(stage.commands().putItem("phone", 1, 1));
            proxy.forgetAll();
            stage.send(stage.commands().purchase("phone", "ann"));

            assertThat(CompletableFuture.runAsync(() -> stage.stop(backend))).succeedsWithin(Duration.ofSeconds(30));
        }
    }
}
