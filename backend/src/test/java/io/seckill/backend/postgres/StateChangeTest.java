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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A change of an item's state beside whatever else comes, and once more. */
@ExtendWith(TestPostgres.Extension.class)
class StateChangeTest {
    private static final long NOW = 5_000;

    private final Commands commands = new Commands("", new Random());
    private final Vertx vertx = Vertx.vertx();
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
        Stage.join(store.decide(attempt(commands.putItem("phone", 1_000, 1))));
    }

    @AfterEach
    void close() {
        Stage.join(vertx.close());
    }

    private Attempt attempt(Command command) {
        return new Attempt(new LoggedCommand(command, 0, offset++, NOW), 1, false);
    }

    private Attempt changing(ItemState to) {
        return attempt(commands.changeState("phone", to));
    }

    @Test
    void changeOfStateThatComesAgainAfterALaterOneChangesNothing() {
        Attempt pause = changing(ItemState.ITEM_STATE_PAUSED);
        Stage.join(store.decide(pause));
        Stage.join(store.decide(changing(ItemState.ITEM_STATE_UNSPECIFIED)));

        Result again = Stage.join(store.decide(pause));

        assertThat(again.getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_STORED);
        assertThat(again.getItem().getState()).isEqualTo(ItemState.ITEM_STATE_UNSPECIFIED);
        assertThat(Stage.join(store.decide(attempt(commands.purchase("phone", "ann"))))
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    /** They are in other queues where users order purchases: then nothing but the item's row keeps them apart. */
    @Test
    void noPurchaseThatMeetsAPauseWinsAfterIt() {
        List<Future<Result>> purchases = new ArrayList<>();
        Future<Result> pause = Future.succeededFuture();
        for (int i = 0; i < 400; i++) {
            purchases.add(store.decide(attempt(commands.purchase("phone", "user" + i))));
            if (i == 200) {
                pause = store.decide(changing(ItemState.ITEM_STATE_PAUSED));
            }
        }
        int remaining = Stage.join(pause).getItem().getRemaining();
        Stage.join(Future.all(purchases));

        assertThat(purchases)
                .extracting(told -> told.result().getOutcome())
                .containsOnly(Outcome.OUTCOME_ACCEPTED, Outcome.OUTCOME_PAUSED);
        assertThat(Stage.join(store.items())).extracting(Item::getRemaining).containsExactly(remaining);
    }
}
