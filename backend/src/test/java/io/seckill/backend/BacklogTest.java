package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waited while no backend ran, on a real broker. */
@WithBroker
class BacklogTest {
    private static final int REQUESTS = 10_000;

    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 1);
    }

    @Test
    void whoseTimeRanOutInABacklogNeverGetsAnOrderAndIsToldSo() {
        Backend before = stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", REQUESTS, 1));
        stage.stop(before);
        long expiresAt = System.currentTimeMillis() + 200;
        List<Command> dead = IntStream.range(0, REQUESTS)
                .mapToObj(i -> stage.commands().purchase("lamp", "user" + i).toBuilder()
                        .setExpiresAt(expiresAt)
                        .build())
                .toList();
        dead.forEach(stage::send);
        await().until(() -> System.currentTimeMillis() > expiresAt);

        stage.startBackend();

        Map<String, Result> results = stage.gateway().results();
        await().atMost(Duration.ofSeconds(30)).until(() -> results.size() > REQUESTS);
        assertThat(dead).allMatch(command -> {
            Result result = results.getOrDefault(command.getRequestId(), Result.getDefaultInstance());
            return result.getOutcome() == Outcome.OUTCOME_EXPIRED;
        });
        assertThat(stage.orders()).isEmpty();
        Command lookup = stage.commands().lookup(dead.get(0));
        assertThat(stage.ask(lookup).getOutcome()).isEqualTo(Outcome.OUTCOME_EXPIRED);
    }
}
