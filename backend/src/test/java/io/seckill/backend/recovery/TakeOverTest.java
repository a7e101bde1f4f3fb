package io.seckill.backend.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.Outcome;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A backend takes over from one that died with a transaction open. The broker here would need a minute to time that
 * out, more than a test may take: only fencing the dead owner gets the queue going again.
 */
@WithBroker
class TakeOverTest {
    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 1);
        stage.stop(sale());
    }

    @Test
    void whatTheDeadOwnerDidNotCommitIsDecidedAgain() {
        Command ann = stage.commands().purchase("lamp", "ann");
        stage.send(ann);
        try (DyingOwner dead = new DyingOwner(stage)) {
            dead.writeOrderWithoutCommitting(ann);
            dead.die();

            stage.startBackend();

            assertThat(stage.answerTo(ann).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
            assertThat(stage.orders()).hasSize(1);
            assertThat(outcome("bob")).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        }
    }

    @Test
    void whatTheDeadOwnerCommittedIsNotDecidedAgain() {
        Command ann = stage.commands().purchase("lamp", "ann");
        stage.send(ann);
        try (DyingOwner dead = new DyingOwner(stage)) {
            dead.writeOrderWithoutCommitting(ann);
            dead.commit();
            dead.die();

            stage.startBackend("takeover.redeliver=0");

            assertThat(outcome("bob")).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
            assertThat(stage.gateway().results()).doesNotContainKey(ann.getRequestId());
            assertThat(stage.ask(ann).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
            assertThat(stage.orders()).hasSize(1);
        }
    }

    @Test
    void whatTheDeadOwnerCommittedAndDidNotTellIsTold() {
        Command ann = stage.commands().purchase("lamp", "ann");
        stage.send(ann);
        try (DyingOwner dead = new DyingOwner(stage)) {
            dead.writeOrderWithoutCommitting(ann);
            dead.commit();
            dead.die();

            stage.startBackend();

            assertThat(stage.answerTo(ann).getOrder().getOrderId()).isEqualTo(ann.getRequestId());
            assertThat(stage.orders()).hasSize(1);
        }
    }

    @Test
    void anOwnerThatWakesUpAfterTheTakeOverCanCommitNothing() {
        Command ann = stage.commands().purchase("lamp", "ann");
        stage.send(ann);
        try (DyingOwner zombie = new DyingOwner(stage)) {
            zombie.writeOrderWithoutCommitting(stage.commands().purchase("lamp", "eve"));
            zombie.die();
            stage.startBackend();
            stage.answerTo(ann);

            assertThatThrownBy(zombie::commit).isInstanceOf(KafkaException.class);

            assertThat(stage.orders())
                    .singleElement()
                    .satisfies(order -> assertThat(order.getUserId()).isEqualTo("ann"));
        }
    }

    @Test
    void anOwnerPausedInTheMiddleOfAStatusDoesNotHaveTheLastWordOnIt() {
        Item old = stage.statuses().get(stage.statuses().size() - 1);
        try (DyingOwner zombie = new DyingOwner(stage)) {
            ConsumerGroupMetadata member = zombie.member();
            zombie.die();
            stage.startBackend();
            assertThat(outcome("ann")).isEqualTo(Outcome.OUTCOME_ACCEPTED);

            // It wakes up after its successor has told that nothing is left.
            assertThatThrownBy(() -> {
                        zombie.writeStatusWithoutCommitting(old);
                        zombie.writePosition(member);
                        zombie.commit();
                    })
                    .isInstanceOf(KafkaException.class);
            zombie.abort();
        }
        // What it wrote counts for nothing.
        await().untilAsserted(() -> {
            List<Item> statuses = stage.statuses();
            assertThat(statuses.get(statuses.size() - 1).getRemaining()).isZero();
            assertThat(statuses).extracting(Item::getVersion).isSorted();
        });
    }

    @Test
    void anOwnerThatDiesInTheMiddleOfAStatusHoldsBackNobodysView() {
        try (DyingOwner dead = new DyingOwner(stage)) {
            dead.writeStatusWithoutCommitting(stage.statuses().get(0));
            dead.die();
            stage.startBackend();
            assertThat(outcome("ann")).isEqualTo(Outcome.OUTCOME_ACCEPTED);

            await().untilAsserted(() -> {
                List<Item> statuses = stage.statuses();
                assertThat(statuses.get(statuses.size() - 1).getRemaining()).isZero();
            });
        }
    }

    /** One lamp for sale. */
    private io.seckill.backend.Backend sale() {
        io.seckill.backend.Backend backend = stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 1, 1));
        return backend;
    }

    private Outcome outcome(String user) {
        return stage.ask(stage.commands().purchase("lamp", user)).getOutcome();
    }
}
