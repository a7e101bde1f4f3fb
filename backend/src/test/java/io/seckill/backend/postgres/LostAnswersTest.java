package io.seckill.backend.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.fixture.Schemas;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.testkit.ForgetfulProxy;
import io.seckill.testkit.TestPostgres;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers of PostgreSQL are lost for good, and the connections seem to live: nobody waits for them without end. */
@ExtendWith(TestPostgres.Extension.class)
@Timeout(60)
class LostAnswersTest {
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(2);

    /** All that is asked of the store. */
    private enum Question {
        PURCHASE,
        REJECTION,
        PROBE,
        ITEMS,
        HOLDS_OVER,
        NEXT_EVENTS,
        OPEN
    }

    private final Vertx vertx = Vertx.vertx();
    private final Commands commands = new Commands("", new SplittableRandom(7));
    private ForgetfulProxy proxy;
    private PostgresStore store;
    private long offset;

    @BeforeEach
    void open(TestPostgres server) throws IOException {
        proxy = new ForgetfulProxy(server.port());
        store = new PostgresStore(
                vertx,
                Schemas.settings(proxy.port(), server.newSchema(), STATEMENT_TIMEOUT),
                PostgresStoreTest.USE,
                new StoreRules(0, false),
                InstantSource.system(),
                changed -> {});
        Stage.join(store.open());
        Stage.join(store.decide(attempt(commands.putItem("phone", 10, 2))));
    }

    @AfterEach
    void close() throws IOException {
        proxy.close(); // first: connections wait for the server to end them
        Stage.join(vertx.close());
    }

    private Attempt attempt(Command command) {
        return new Attempt(new LoggedCommand(command, 0, offset++, System.currentTimeMillis()), 1, false);
    }

    private void ask(Question question, Attempt attempt) {
        Future<?> answer = switch (question) {
            case PURCHASE -> store.decide(attempt);
            case REJECTION -> store.reject(attempt);
            case PROBE -> store.probe();
            case ITEMS -> store.items();
            case HOLDS_OVER -> store.holdsOver(0, "");
            case NEXT_EVENTS -> store.nextEvents(0L);
            case OPEN -> store.open();
        };
        Stage.join(answer.mapEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotAnsweredFailsAndGoesWellOnOtherConnections(Question question) {
        ask(question, attempt(commands.purchase("phone", "ann"))); // so that its connection is open
        Attempt attempt = attempt(commands.purchase("phone", "bob"));
        proxy.forgetAll();

        assertThatThrownBy(() -> ask(question, attempt)).hasStackTraceContaining("TimeoutException");
        ask(question, attempt);
    }

    @Test
    void purchaseWhoseAnswerWasLostIsToldTheSameLater() {
        Stage.join(store.decide(attempt(commands.purchase("phone", "ann"))));
        Attempt attempt = attempt(commands.purchase("phone", "bob"));
        proxy.loseAnswers();

        assertThatThrownBy(() -> Stage.join(store.decide(attempt))).hasStackTraceContaining("TimeoutException");
        assertThat(Stage.join(store.decide(attempt)).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(Stage.join(store.items())).extracting(Item::getRemaining).containsExactly(8);
    }
}
