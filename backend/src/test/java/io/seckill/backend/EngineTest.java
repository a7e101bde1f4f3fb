package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.deadletter.Redrive;
import io.seckill.deadletter.Selection;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine on a real broker, with a handler of somebody's. */
@WithBroker
class EngineTest {
    private static final String[] QUICK = {
        "engine.mode=parallel", "engine.holeTimeout=500ms", "engine.maxAttempts=3", "engine.retryBackoff=50ms"
    };

    @AutoClose
    private Stage stage;

    /** Decides at once, but never for users called "stuck" while they are. */
    private static final class Shop implements Handler {
        final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
        final Map<String, Integer> decided = new ConcurrentHashMap<>();
        volatile boolean stuck = true;

        @Override
        public Future<Result> decide(Attempt attempt) {
            Command command = attempt.command();
            attempts.add(attempt);
            if (stuck && command.getUserId().equals("stuck")) {
                return Promise.<Result>promise().future();
            }
            decided.merge(command.getRequestId(), 1, Integer::sum);
            return Future.succeededFuture(
                    attempt.answer(Outcome.OUTCOME_ACCEPTED).build());
        }

        Stream<Attempt> attemptsOf(Command command) {
            return attempts.stream()
                    .filter(attempt -> attempt.command().getRequestId().equals(command.getRequestId()));
        }
    }

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 1);
    }

    @Test
    void recordThatNeverCompletesIsPassedTriedAgainBuriedAndAfterARedriveDecidedOnce() throws Exception {
        Shop shop = new Shop();
        stage.startBackend(shop, QUICK);
        Command stuck = stage.commands().purchase("phone", "stuck").toBuilder()
                .setCreatedAt(1)
                .build();
        stage.send(stuck);
        Command other = stage.commands().purchase("phone", "ann");
        stage.send(other);
        assertThat(stage.answerTo(other).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);

        await("the position passes it within holeTimeout + 1 s")
                .atMost(Duration.ofMillis(500 + 1_000))
                .until(() -> stage.position(0) == 2);
        assertThat(stage.ask(stage.commands().lookup(stuck)).getOutcome()).isEqualTo(Outcome.OUTCOME_PENDING);
        assertThat(stage.answerTo(stuck).getOutcome()).isEqualTo(Outcome.OUTCOME_REJECTED_BY_BACKEND);

        assertThat(shop.attemptsOf(stuck).map(Attempt::number)).containsExactly(1, 2, 3);
        ConsumerRecord<byte[], byte[]> letter = stage.deadLetters().get(0);
        assertThat(header(letter, "reason")).contains("500 ms");
        assertThat(header(letter, "attempts")).isEqualTo("3");
        assertThat(header(letter, "origin-offset")).isEqualTo("0");

        shop.stuck = false;
        Redrive redrive = new Redrive(stage.settings().kafka(), stage.topics());
        assertThat(redrive.run(Selection.ALL)).isEqualTo(new Redrive.Count(1, 0, 0));
        assertThat(redrive.run(Selection.ALL)).as("a second time").isEqualTo(new Redrive.Count(0, 1, 0));
        await().until(() -> shop.decided.containsKey(stuck.getRequestId()));
        assertThat(shop.attemptsOf(stuck).filter(Attempt::redriven))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.command().getCreatedAt())
                        .as("not too old, whatever was forgotten since")
                        .isZero());
        assertThat(shop.decided.get(stuck.getRequestId())).isEqualTo(1);
    }

    @Test
    void retryQueueIsTakenOverWithItsAttempts() {
        Shop before = new Shop();
        Backend first = stage.startBackend(before, "engine.maxAttempts=50", "engine.mode=keyed", QUICK[1]);
        Command stuck = stage.commands().purchase("phone", "stuck");
        Command successor = stage.commands().purchase("phone", "ann");
        stage.send(stuck);
        stage.send(successor);
        await().until(() -> before.attemptsOf(stuck).count() >= 2 && stage.position(0) == 2);
        stage.stop(first);

        Shop after = new Shop();
        after.stuck = false;
        stage.startBackend(after, QUICK[1]);

        assertThat(stage.answerTo(successor).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(after.attempts.stream().map(attempt -> attempt.command().getUserId()))
                .containsExactly("stuck", "ann");
        assertThat(after.attemptsOf(stuck).findFirst().orElseThrow().number()).isGreaterThan(1);
        assertThat(before.attemptsOf(successor)).isEmpty();
    }

    @Test
    void thousandHolesAtOnceStopNothing() {
        Shop shop = new Shop();
        stage.startBackend(
                shop, "engine.window=2000", "engine.mode=parallel", "engine.holeTimeout=500ms", "engine.maxAttempts=2");
        List<Command> stuck = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            stuck.add(stage.commands().purchase("item" + i, "stuck"));
            stage.send(stuck.get(i));
            stage.send(stage.commands().purchase("item" + i, "ann"));
        }
        Command last = stage.commands().purchase("phone", "bob");
        stage.send(last);

        assertThat(stage.answerTo(last).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        await().atMost(Duration.ofSeconds(10)).until(() -> stage.position(0) == 2_001);
        for (Command each : stuck) {
            assertThat(stage.answerTo(each).getOutcome()).isEqualTo(Outcome.OUTCOME_REJECTED_BY_BACKEND);
        }
        assertThat(stage.deadLetters()).hasSize(1_000);
    }

    @Test
    void queueGivenUpIsFinishedFirst() {
        Shop shop = new Shop();
        Backend backend = stage.startBackend(shop, QUICK);
        List<Command> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add(stage.commands().purchase("item" + i, "ann"));
            stage.send(all.get(i));
        }
        all.forEach(stage::answerTo);
        stage.stop(backend);

        stage.startBackend(shop, QUICK);
        Command next = stage.commands().purchase("phone", "bob");
        stage.ask(next);

        assertThat(shop.attempts).as("none was handed out twice").hasSize(501);
    }

    @Test
    void positionsShowWhatIsInFlightAndInRetryAndWhoHoldsTheQueue() throws Exception {
        Backend backend = stage.startBackend(
                new Shop(), "engine.mode=parallel", "engine.holeTimeout=300ms", "engine.retryBackoff=1h");
        stage.send(stage.commands().purchase("phone", "stuck"));
        stage.ask(stage.commands().purchase("phone", "ann"));

        await().untilAsserted(() -> {
            JsonObject positions = new JsonObject(Stage.get(backend, "/v1/admin/positions?group=" + stage.group())
                            .body())
                    .getJsonArray("groups")
                    .getJsonObject(0);
            JsonObject queue = positions.getJsonArray("queues").getJsonObject(0);
            assertThat(queue.getLong("position")).isEqualTo(2);
            assertThat(queue.getLong("lag")).isZero();
            assertThat(queue.getInteger("retries")).isEqualTo(1);
            assertThat(queue.getInteger("holes")).isZero();
            assertThat(positions.getJsonArray("holders").getJsonObject(0).getString("member"))
                    .startsWith(stage.group());
        });
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
