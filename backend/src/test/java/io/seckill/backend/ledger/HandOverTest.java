package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.Backend;
import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purchases go on while backends come, go and fail; in the end the books must balance. */
@WithBroker
class HandOverTest {
    private static final int ITEMS = 12;
    private static final int STOCK = 50;

    private final List<Command> purchases = new ArrayList<>();

    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 5);
    }

    @Test
    void queuesMoveBetweenLivingBackendsWithoutLossOrDoubt() {
        Backend first = stage.startBackend();
        openSales();
        buy(600);
        Backend second = stage.startBackend();
        buy(600);
        stage.stop(first);
        buy(600);
        stage.startBackend();
        buy(600);
        stage.stop(second);
        buy(600);

        booksBalance();
    }

    @Test
    void aBackendWhoseTransactionsFailTakesItsDecisionsBackAndGoesOn() throws Exception {
        Backend backend = stage.startBackend();
        openSales();
        for (int i = 0; i < 3; i++) {
            buy(300);
            fenceItsProducers();
            buy(300);
        }

        booksBalance();
        assertThat(Stage.get(backend, "/metrics").body()).doesNotContain("seckill_commit_failed_total 0.0");
    }

    @Test
    void moreBackendsThanQueuesAreReadyAllTheSame() {
        for (int i = 0; i < 6; i++) {
            stage.startBackend();
        }
        openSales();
        buy(100);

        booksBalance();
    }

    private void openSales() {
        for (int i = 0; i < ITEMS; i++) {
            stage.ask(stage.commands().putItem("item" + i, STOCK, 1));
        }
    }

    private void buy(int count) {
        for (int i = 0; i < count; i++) {
            int buyer = purchases.size();
            Command purchase = stage.commands().purchase("item" + buyer % ITEMS, "user-" + buyer);
            purchases.add(purchase);
            stage.send(purchase);
        }
    }

    /** What an operator's mistake, or a second process of the same name, would do. */
    private void fenceItsProducers() throws Exception {
        try (Admin admin = stage.admin()) {
            Set<String> ids = admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(stage.group()))
                    .collect(Collectors.toSet());
            admin.fenceProducers(ids).all().get();
        }
    }

    private void booksBalance() {
        // Asked after all others in its queue, so its answer comes when theirs are decided.
        for (int i = 0; i < ITEMS; i++) {
            stage.ask(stage.commands().purchase("item" + i, "user-last-" + i));
        }
        List<Order> orders = stage.orders();
        assertThat(orders).extracting(Order::getOrderId).doesNotHaveDuplicates();
        for (int i = 0; i < ITEMS; i++) {
            String item = "item" + i;
            long bought = purchases.stream()
                    .filter(purchase -> purchase.getItemId().equals(item))
                    .count();
            long sold = orders.stream()
                    .filter(order -> order.getItemId().equals(item))
                    .count();
            assertThat(sold).isEqualTo(Math.min(STOCK, bought + 1));
        }
        Set<Order> toldOf = stage.gateway().results().values().stream()
                .filter(result -> result.getOutcome() == Outcome.OUTCOME_ACCEPTED)
                .map(Result::getOrder)
                .collect(Collectors.toSet());
        await().untilAsserted(() -> assertThat(orders).containsAll(toldOf));
    }
}
