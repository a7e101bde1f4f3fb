package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.Backend;
import io.seckill.backend.fixture.Growth;
import io.seckill.backend.fixture.Sales;
import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A sold-out sale of a hundred thousand orders moves in one transaction. Prints; the figures are the machine's. */
@Tag("slow")
@WithBroker
class LargeHandOverTest {
    private static final int ORDERS = 100_000;

    @Test
    void aHundredThousandOrdersFitTheTransactionTimeout(TestBroker broker) throws Exception {
        try (Stage stage = new Stage(broker, 1)) {
            Backend backend = stage.startBackend();
            Growth growth = new Growth(stage);
            String item = Sales.ITEMS.stream().filter(growth::moves).findFirst().orElseThrow();
            Command last = sellOut(stage, item);
            growth.await();
            growth.switchOver();
            long begun = System.nanoTime();
            growth.seal();

            Command lookup = stage.commands().lookup(last);
            stage.send(lookup);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stage.gateway().results().containsKey(lookup.getRequestId()));

            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            String metrics = Stage.get(backend, "/metrics").body();
            System.out.printf(
                    "%,d orders, %,d bytes, moved to another queue: %d ms until it decides; longest transaction: %s%n",
                    ORDERS, bytes(stage), took.toMillis(), longestTransaction(metrics));
            assertThat(stage.answerTo(lookup).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
            assertThat(metrics).contains("seckill_commit_failed_total 0.0");
            assertThat(stage.ledger())
                    .filteredOn(record -> Stage.ledgerRecord(record).hasOrder())
                    .hasSize(ORDERS)
                    .allMatch(record -> record.partition() == 1);
        }
    }

    private static long bytes(Stage stage) {
        return stage.ledger().stream()
                .mapToLong(record -> record.serializedKeySize() + record.serializedValueSize())
                .sum();
    }

    private static String longestTransaction(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("seckill_commit_time_seconds_max"))
                .findFirst()
                .orElse("");
    }

    private static Command sellOut(Stage stage, String item) {
        stage.ask(stage.commands().putItem(item, ORDERS, 1));
        Command last = null;
        for (int i = 0; i < ORDERS; i++) {
            last = stage.commands().purchase(item, "user-" + i);
            stage.send(last);
        }
        Command bought = last;
        await().atMost(Duration.ofSeconds(60))
                .until(() -> stage.gateway().results().containsKey(bought.getRequestId()));
        return bought;
    }
}
