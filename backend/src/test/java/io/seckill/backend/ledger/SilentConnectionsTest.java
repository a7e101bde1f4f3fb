package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.ForgetfulProxy;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.TestPorts;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A firewall has forgotten connections to the broker that were idle, and then a backend dies. */
@Timeout(120)
class SilentConnectionsTest {
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final Duration SERVICE_BACK = Duration.ofSeconds(15);

    @Test
    void aTakeOverIsSoonThoughIdleConnectionsAreDead() throws Exception {
        int door = TestPorts.next();
        try (ForgetfulProxy proxy = new ForgetfulProxy(door);
                TestBroker broker = TestBroker.startBehind(door, proxy.address());
                Stage stage = new Stage(broker, 2)) {
            stage.startBackend("kafka.bootstrapServers=" + proxy.address());
            List<String> items = List.of(itemOf(stage, 0), itemOf(stage, 1));
            items.forEach(item -> stage.ask(stage.commands().putItem(item, 9, 9)));
            try (ChildProcess other = stage.startProcess()) {
                other.awaitOutput("deciding queue");
                await().atMost(Duration.ofSeconds(20)).until(() -> proxy.forgetIdle(IDLE) > 0);

                other.kill();
            }
            List<Command> asked = items.stream()
                    .map(item -> stage.commands().purchase(item, "ann"))
                    .toList();
            asked.forEach(stage::send);

            await().atMost(SERVICE_BACK)
                    .untilAsserted(() -> assertThat(asked)
                            .allSatisfy(purchase -> assertThat(
                                            stage.gateway().results().get(purchase.getRequestId()))
                                    .isNotNull()
                                    .satisfies(result ->
                                            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED))));
        }
    }

    private static String itemOf(Stage stage, int queue) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "lamp" + i)
                .filter(item -> stage.table().queueOf(item) == queue)
                .findFirst()
                .orElseThrow();
    }
}
