package io.seckill.backend.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.fixture.Schemas;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.testkit.TestPostgres;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands around a refund that are decided once more, as after a take-over. */
@ExtendWith(TestPostgres.Extension.class)
class RefundTest {
    private static final long NOW = 5_000;

    private final Commands commands = new Commands("", new Random());
    private final Vertx vertx = Vertx.vertx();
    private final Command bought = commands.purchase("phone", "ann");
    private PostgresStore store;
    private long offset;

    @BeforeEach
    void open(TestPostgres server) {
        store = new PostgresStore(
                vertx,
                Schemas.settings(server, server.newSchema()),
                PostgresStoreTest.USE,
                new StoreRules(0, false),
                InstantSource.fixed(Instant.ofEpochMilli(NOW)),
                changed -> {});
        Stage.join(store.open());
    }

    @AfterEach
    void close() {
        Stage.join(vertx.close());
    }

    private Attempt attempt(Command command) {
        return new Attempt(new LoggedCommand(command, 0, offset++, NOW), 1, false);
    }

    private Outcome outcome(Command command) {
        return Stage.join(store.decide(attempt(command))).getOutcome();
    }

    @Test
    void refundThatCameTooEarlyTakesNoEffectLater() {
        assertThat(outcome(commands.putItem("phone", 1, 1, 1_000))).isEqualTo(Outcome.OUTCOME_ITEM_STORED);
        assertThat(outcome(bought)).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        Command early = commands.refund(bought, true);
        assertThat(outcome(early)).isEqualTo(Outcome.OUTCOME_NOT_CONFIRMED);
        assertThat(outcome(commands.confirm(bought))).isEqualTo(Outcome.OUTCOME_ORDER_CONFIRMED);

        assertThat(outcome(early)).isEqualTo(Outcome.OUTCOME_NOT_CONFIRMED);
        assertThat(outcome(commands.refund(bought, true))).isEqualTo(Outcome.OUTCOME_ORDER_REFUNDED);
    }

    @Test
    void definitionFromBeforeBringsBackNoUnitThatWasWithdrawn() {
        Attempt definition = attempt(commands.putItem("phone", 3, 3));
        Stage.join(store.decide(definition));
        assertThat(outcome(bought)).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(outcome(commands.refund(bought, false))).isEqualTo(Outcome.OUTCOME_ORDER_REFUNDED);

        assertThat(Stage.join(store.decide(definition)).getItem().getStock()).isEqualTo(2);
    }
}
