package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.Backend;
import io.seckill.backend.fixture.Growth;
import io.seckill.backend.fixture.Sales;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.recovery.DyingOwner;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The owner of a queue dies about the time at which it hands over; whoever comes next goes on from there. */
@WithBroker
class GrowthCrashTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int STOCK = 400;

    @AutoClose
    private Stage stage;

    private Sales sales;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 1);
        sales = new Sales(stage, STOCK);
    }

    @Test
    void whatTheDeadOwnerHandedOverAndDidNotCommitIsHandedOverAgain() throws Exception {
        Backend before = stage.startBackend();
        sales.open(0);
        Growth growth = new Growth(stage);
        String moved = Sales.ITEMS.stream().filter(growth::moves).findFirst().orElseThrow();
        Command won = stage.commands().purchase(moved, "ann");
        stage.ask(won);
        stage.stop(before);
        try (DyingOwner dead = new DyingOwner(stage)) {
            dead.handOverWithoutCommitting(won, growth.next().queueOf(moved));
            dead.die();
            growth.seal();
            growth.await();
            growth.switchOver();

            stage.startBackend();

            assertThat(stage.ask(stage.commands().lookup(won)).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
            assertThat(stage.ask(stage.commands().purchase(moved, "bob")).getOutcome())
                    .isEqualTo(Outcome.OUTCOME_ACCEPTED);
        }
    }

    @Test
    void anOwnerKilledAsSoonAsItHasReadTheSeal() throws Exception {
        doubleWhileItsOwnerIsKilled(owner -> await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> owner.output().contains("hands over")));
    }

    @Test
    void anOwnerKilledAtAnyMoment() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int growth = 0; growth < 2; growth++) {
            Duration moment = Duration.ofMillis(random.nextInt(500));
            doubleWhileItsOwnerIsKilled(owner -> await().pollDelay(moment).until(() -> true));
        }
    }

    private interface Moment {
        void awaitBy(ChildProcess owner);
    }

    private void doubleWhileItsOwnerIsKilled(Moment moment) throws Exception {
        try (ChildProcess owner = stage.startProcess()) {
            sales.open(0);
            sales.buy(2_400);
            Growth growth = new Growth(stage);
            growth.seal();
            growth.await();
            growth.switchOver();
            sales.buy(1_200);
            moment.awaitBy(owner);
            owner.kill();
        }
        Backend successor = stage.startBackend();
        sales.balance();
        stage.stop(successor);
    }
}
