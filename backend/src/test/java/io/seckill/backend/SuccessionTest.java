package io.seckill.backend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One backend after another on a real broker: the second answers as the first did, and for it where that died mute. */
@WithBroker
class SuccessionTest {
    /** A backend that may dial no gateway decides and commits, and tells nobody: as if it died between the two. */
    private static final String MUTE = "delivery.allowedAddresses=[10.255.255.255]";

    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 1);
    }

    @Test
    void lookupsAndReplaysGiveTheSameAnswersAfterEveryRestart() {
        Backend backend = stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 20, 1));
        List<Command> purchases = buyers(600);
        List<Object> told = answers(purchases);
        stage.ask(stage.commands().putItem("lamp", 1_000, 1));

        for (int restart = 0; restart < 3; restart++) {
            stage.stop(backend);
            backend = stage.startBackend("takeover.redeliver=0");
            stage.gateway().results().clear();

            assertThat(answers(purchases.stream().map(stage.commands()::lookup).toList()))
                    .isEqualTo(told);
            assertThat(answers(purchases)).isEqualTo(told);
        }
        assertThat(stage.orders()).hasSize(20);
    }

    @Test
    void whatThePredecessorCommittedAndDidNotTellIsToldAfterTheTakeOver() throws Exception {
        Backend mute = stage.startBackend(MUTE);
        List<Command> purchases = buyers(50);
        stage.send(stage.commands().putItem("lamp", 20, 1));
        purchases.forEach(stage::send);
        await().until(() -> decided() == 51);
        stage.stop(mute);
        assertThat(stage.gateway().deliveries()).isEmpty();

        Backend heir = stage.startBackend();

        Map<String, Result> results = stage.gateway().results();
        await().until(() -> results.size() == 50);
        assertThat(results.values())
                .filteredOn(result -> result.getOutcome() == Outcome.OUTCOME_ACCEPTED)
                .hasSize(20);
        await().until(() -> Stage.get(heir, "/metrics")
                .body()
                .contains("seckill_takeover_redelivered_total{kind=\"resolved\"} 50.0"));
        assertThat(decided()).isEqualTo(51);
        assertThat(stage.orders()).hasSize(20);
    }

    @Test
    void noMoreThanTheConfiguredNumberIsToldAgain() throws Exception {
        Backend mute = stage.startBackend(MUTE);
        List<Command> purchases = buyers(50);
        stage.send(stage.commands().putItem("lamp", 20, 1));
        purchases.forEach(stage::send);
        await().until(() -> decided() == 51);
        stage.stop(mute);

        stage.startBackend("takeover.redeliver=10");

        await().until(() -> stage.gateway().results().size() == 10);
        assertThat(stage.gateway().deliveries())
                .extracting(Result::getRequestId)
                .containsExactlyElementsOf(purchases.subList(40, 50).stream()
                        .map(Command::getRequestId)
                        .toList());
    }

    @Test
    void theHeirSaysAtOnceHowFarTheQueueIsDecided() throws Exception {
        Backend first = stage.startBackend(MUTE);
        stage.send(stage.commands().putItem("lamp", 20, 1));
        stage.send(stage.commands().purchase("lamp", "ann"));
        await().until(() -> decided() == 2);
        stage.stop(first);

        stage.startBackend();

        await().until(() -> stage.gateway().positions().equals(Map.of(0, 2L)));
    }

    @Test
    void theGatewayLearnsOfEveryCommit() {
        stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 20, 1));

        stage.send(stage.commands().purchase("lamp", "ann").toBuilder()
                .clearReplyTo()
                .build());

        await().until(() -> stage.gateway().positions().equals(Map.of(0, 2L)));
    }

    private long decided() throws Exception {
        return stage.positions().values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private List<Command> buyers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> stage.commands().purchase("lamp", "user" + i))
                .toList();
    }

    /** Sends {@code commands} and waits for what is answered, without what differs from one question to the next. */
    private List<Object> answers(List<Command> commands) {
        commands.forEach(stage::send);
        Map<String, Result> results = stage.gateway().results();
        await().until(() -> commands.stream().map(Command::getRequestId).allMatch(results::containsKey));
        return commands.stream()
                .map(command -> answer(requireNonNull(results.get(command.getRequestId()))))
                .toList();
    }

    private static Object answer(Result result) {
        return List.of(result.getOutcome(), result.getOrder());
    }
}
