package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.v1.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ClusterAwayTest {
    @Test
    void aBackendTakesLongerSessionsWhereBrokersRefuseShortOnes() throws Exception {
        try (TestBroker broker = TestBroker.startWithUsualSessions();
                Stage stage = new Stage(broker, 1)) {
            stage.startBackend("consumer.sessionTimeout=1s");

            assertThat(stage.ask(stage.commands().putItem("lamp", 5, 1)).getOutcome())
                    .isEqualTo(Outcome.OUTCOME_ITEM_STORED);
        }
    }

    @Test
    void aBackendOutlivesItsClusterAndSaysSo() throws Exception {
        try (TestBroker broker = TestBroker.start();
                Stage stage = new Stage(broker, 2)) {
            Backend backend = stage.startBackend();
            stage.ask(stage.commands().putItem("lamp", 5, 1));

            broker.stop();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Stage.get(backend, "/health/ready").statusCode() == 503);
            assertThat(Stage.get(backend, "/health/live").statusCode()).isEqualTo(200);

            broker.startAgain();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Stage.get(backend, "/health/ready").statusCode() == 200);
            assertThat(stage.ask(stage.commands().purchase("lamp", "ann")).getOutcome())
                    .isEqualTo(Outcome.OUTCOME_ACCEPTED);
        }
    }
}
