package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders that wait for payment, in whole backends on a real broker. */
@WithBroker
class ReservationTest {
    private static final long LONG = 3_600_000;

    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 1);
    }

    @Test
    void aHoldRunsOutInAQueueThatNobodyElseWritesTo() throws Exception {
        Backend backend = stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 1, 1, 300));
        Command purchase = stage.commands().purchase("lamp", "ann");
        stage.ask(purchase);

        await().until(() -> lastStatus().getRemaining() == 1);

        assertThat(lastOrder().getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_EXPIRED);
        assertThat(stage.ask(stage.commands().confirm(purchase)).getOutcome()).isEqualTo(Outcome.OUTCOME_HOLD_EXPIRED);
        assertThat(Stage.get(backend, "/metrics").body())
                .contains("seckill_orders_held_total{status=\"reserved\"} 1.0")
                .contains("seckill_orders_held_total{status=\"expired\"} 1.0");
    }

    @Test
    void aSuccessorKnowsWhatWasPaidWhatWasCancelledAndWhatIsStillHeld() {
        Backend first = stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 3, 3, LONG));
        Command paid = stage.commands().purchase("lamp", "ann");
        Command cancelled = stage.commands().purchase("lamp", "ann");
        Command held = stage.commands().purchase("lamp", "ann");
        List.of(paid, cancelled, held).forEach(stage::ask);
        stage.ask(stage.commands().confirm(paid));
        stage.ask(stage.commands().cancel(cancelled));
        stage.stop(first);

        stage.startBackend();

        assertThat(shown(paid)).isEqualTo(OrderStatus.ORDER_STATUS_CONFIRMED);
        assertThat(shown(cancelled)).isEqualTo(OrderStatus.ORDER_STATUS_CANCELLED);
        assertThat(shown(held)).isEqualTo(OrderStatus.ORDER_STATUS_RESERVED);
        assertThat(lastStatus().getRemaining()).isEqualTo(1);
        assertThat(stage.ask(stage.commands().confirm(held)).getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_CONFIRMED);
    }

    @Test
    void aHoldThatRunsOutWhileNoBackendRunsEndsWithTheNext() {
        Backend first = stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 1, 1, 1_000));
        stage.ask(stage.commands().purchase("lamp", "ann"));
        stage.stop(first);

        stage.startBackend();

        await().until(() -> lastStatus().getRemaining() == 1);
    }

    @Test
    void aForgottenEndStaysForgottenAfterARestart() {
        Backend first = stage.startBackend("memory.endedOrders=1");
        stage.ask(stage.commands().putItem("lamp", 2, 2, LONG));
        Command older = stage.commands().purchase("lamp", "ann");
        Command newer = stage.commands().purchase("lamp", "ann");
        List.of(older, newer).forEach(stage::ask);
        stage.ask(stage.commands().cancel(older));
        stage.ask(stage.commands().cancel(newer));
        stage.stop(first);

        stage.startBackend();

        assertThat(stage.ask(stage.commands().confirm(older)).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ORDER);
        assertThat(stage.ask(stage.commands().lookup(older)).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_REQUEST);
        assertThat(shown(newer)).isEqualTo(OrderStatus.ORDER_STATUS_CANCELLED);
    }

    @Test
    void aConfirmThatThePredecessorCommittedAndDidNotTellIsToldAfterTheTakeOver() throws Exception {
        Backend mute = stage.startBackend("delivery.allowedAddresses=[10.255.255.255]");
        Command purchase = stage.commands().purchase("lamp", "ann");
        Command confirm = stage.commands().confirm(purchase);
        stage.send(stage.commands().putItem("lamp", 1, 1, LONG));
        stage.send(purchase);
        stage.send(confirm);
        await().until(() -> stage.positions().values().stream().anyMatch(position -> position.offset() == 3));
        stage.stop(mute);

        stage.startBackend();

        assertThat(stage.answerTo(confirm).getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_CONFIRMED);
    }

    private OrderStatus shown(Command purchase) {
        Result result = stage.ask(stage.commands().show(purchase));
        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_ORDER_SHOWN);
        return result.getOrder().getStatus();
    }

    private Order lastOrder() {
        List<Order> orders = stage.orders();
        return orders.get(orders.size() - 1);
    }

    private Item lastStatus() {
        List<Item> statuses = stage.statuses();
        return statuses.get(statuses.size() - 1);
    }
}
