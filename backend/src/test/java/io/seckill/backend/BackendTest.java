package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.kafka.Topics;
import io.seckill.settings.SettingsException;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole backend on a real broker, seen from outside: commands in, results, orders and statuses out. */
@WithBroker
class BackendTest {
    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 3);
    }

    @Test
    void sellsEveryUnitOnceAndTellsEverybody() {
        stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 100, 1));
        List<Command> purchases = buyers("lamp", 1_000);
        purchases.forEach(stage::send);

        List<Result> results = purchases.stream().map(stage::answerTo).toList();

        assertThat(results.stream().filter(BackendTest::accepted)).hasSize(100);
        assertThat(results)
                .extracting(Result::getOutcome)
                .containsOnly(Outcome.OUTCOME_ACCEPTED, Outcome.OUTCOME_SOLD_OUT);
        assertThat(stage.orders()).containsExactlyInAnyOrderElementsOf(ordersIn(results));
    }

    @Test
    void anOrderIsDurableBeforeItsAskerIsTold() {
        stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 5, 1));

        Result result = stage.ask(stage.commands().purchase("lamp", "ann"));

        assertThat(stage.orders()).contains(result.getOrder());
    }

    @Test
    void aRestartedBackendGivesTheSameAnswersAndSellsNoUnitAgain() {
        Backend first = stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 2, 1));
        Command ann = stage.commands().purchase("lamp", "ann");
        Result before = stage.ask(ann);
        stage.stop(first);
        stage.gateway().results().clear();

        stage.startBackend();

        assertThat(stage.ask(ann).getOrder()).isEqualTo(before.getOrder());
        assertThat(outcome("ann")).isEqualTo(Outcome.OUTCOME_LIMIT_REACHED);
        assertThat(outcome("bob")).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(outcome("cid")).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
    }

    @Test
    void positionsMoveAlsoWhereEverythingIsRefused() throws Exception {
        stage.startBackend();

        Result refused = stage.ask(stage.commands().purchase("ghost", "ann"));

        assertThat(refused.getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN_ITEM);
        await().untilAsserted(() -> assertThat(stage.positions().values())
                .extracting(OffsetAndMetadata::offset)
                .contains(1L));
    }

    @Test
    void commandsThatWaitedWhileNoBackendRanAreDecidedInOrder() {
        Command put = stage.commands().putItem("lamp", 1, 1);
        Command ann = stage.commands().purchase("lamp", "ann");
        Command bob = stage.commands().purchase("lamp", "bob");
        List.of(put, ann, bob).forEach(stage::send);

        stage.startBackend();

        assertThat(stage.answerTo(put).getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_STORED);
        assertThat(stage.answerTo(ann).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(stage.answerTo(bob).getOutcome()).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
    }

    @Test
    void aCommandNobodyWaitsForIsDecidedAllTheSame() {
        stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 5, 1));

        stage.send(stage.commands().purchase("lamp", "ann").toBuilder()
                .clearReplyTo()
                .build());

        await().until(() -> stage.orders().size() == 1);
    }

    @Test
    void gatewaysLearnOfDefinitionSoldOutAndRestockAtOnceAndOfTheRestNowAndThen() {
        stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 50, 1));
        buyers("lamp", 60).stream().map(this::sent).toList().forEach(stage::answerTo);
        stage.ask(stage.commands().putItem("lamp", 70, 1));

        await().until(() -> !stage.statuses().isEmpty()
                && stage.statuses().get(stage.statuses().size() - 1).getRemaining() == 20);

        List<Item> statuses = stage.statuses();
        assertThat(statuses).extracting(Item::getRemaining).contains(50, 0, 20);
        assertThat(statuses).extracting(Item::getVersion).isSorted().doesNotHaveDuplicates();
        assertThat(statuses).hasSizeLessThan(10);
    }

    @Test
    void aNewOwnerRepublishesWhatItTookOverWithAVersionThatCounts() {
        Backend first = stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 50, 1));
        stage.ask(stage.commands().purchase("lamp", "ann"));
        stage.stop(first);
        int published = stage.statuses().size();

        stage.startBackend();

        await().until(() -> stage.statuses().size() > published);
        List<Item> statuses = stage.statuses();
        Item last = statuses.get(statuses.size() - 1);
        assertThat(last.getRemaining()).isEqualTo(49);
        assertThat(last.getVersion())
                .isGreaterThanOrEqualTo(statuses.get(published - 1).getVersion());
    }

    @Test
    void operatorsSeeHealthAndMetrics() throws Exception {
        Backend backend = stage.startBackend();
        stage.ask(stage.commands().putItem("lamp", 5, 1));
        stage.ask(stage.commands().purchase("lamp", "ann"));

        await().until(() -> Stage.get(backend, "/metrics").body().contains("seckill_ledger_orders{queue=\"0\"}"));
        assertThat(Stage.get(backend, "/health/live").statusCode()).isEqualTo(200);
        assertThat(Stage.get(backend, "/metrics").body())
                .contains("seckill_commands_decided_total{outcome=\"accepted\"} 1.0")
                .contains("seckill_deliver_receipts_total{kind=\"resolved\"} 2.0")
                .contains("seckill_commit_time_seconds_count 2")
                .contains("seckill_queue_lag{queue=\"0\"} 0.0")
                .contains("kafka_consumer_")
                .contains("kafka_producer_")
                .doesNotContain("lamp")
                .doesNotContain("ann\"");
    }

    @Test
    void aTakenManagementPortIsRefusedWithOneLine() {
        Backend backend = stage.startBackend();

        Future<Backend> second = Backend.start(stage.settings("management.port=" + backend.managementPort()));

        Assertions.assertThatThrownBy(() -> Stage.join(second))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("backend.management")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aTopicThatContradictsTheSettingsIsRefused() {
        Future<Backend> wrong = Backend.start(stage.settings("topics.queues=4"));

        Assertions.assertThatThrownBy(() -> Stage.join(wrong))
                .cause()
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("3 partitions, but the settings ask for 4");
    }

    @Test
    void aTopicWithTheProducersTimeIsRefused() throws Exception {
        try (Admin admin = stage.admin()) {
            NewTopic wrong = new NewTopic("wrongtime.requests", 3, (short) 1)
                    .configs(Map.of("message.timestamp.type", "CreateTime"));
            admin.createTopics(List.of(wrong)).all().get();
        }

        Assertions.assertThatThrownBy(() -> Stage.join(Backend.start(stage.settings("topics.prefix=wrongtime"))))
                .cause()
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("LogAppendTime");
    }

    @Test
    void topicInWhichAnAnswerCouldBeLostIsRefused() throws Exception {
        try (Admin admin = stage.admin()) {
            NewTopic compacted = new NewTopic("wrongpolicy.requests", 3, (short) 1)
                    .configs(Map.of("message.timestamp.type", "LogAppendTime", "cleanup.policy", "compact"));
            admin.createTopics(List.of(compacted)).all().get();

            Assertions.assertThatThrownBy(() -> Stage.join(Backend.start(stage.settings("topics.prefix=wrongpolicy"))))
                    .cause()
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("cleanup.policy=compact");
        }
    }

    @Test
    void whatUndecidedCommandsHangOnIsSetWhenTheTopicIsCreated() throws Exception {
        stage.startBackend();
        ConfigResource topic =
                new ConfigResource(ConfigResource.Type.TOPIC, stage.topics().requests());
        try (Admin admin = stage.admin()) {
            Map<String, String> own = admin.describeConfigs(List.of(topic)).all().get().get(topic).entries().stream()
                    .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));

            assertThat(own)
                    .containsEntry("cleanup.policy", "delete")
                    .containsEntry("retention.ms", Long.toString(Topics.REQUESTS_RETENTION.toMillis()))
                    .containsEntry("retention.bytes", "-1")
                    .containsEntry("min.insync.replicas", "1")
                    .containsEntry("unclean.leader.election.enable", "false");
        }
    }

    private List<Command> buyers(String item, int count) {
        List<Command> purchases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            purchases.add(stage.commands().purchase(item, "user-" + i));
        }
        return purchases;
    }

    private Command sent(Command command) {
        stage.send(command);
        return command;
    }

    private Outcome outcome(String user) {
        return stage.ask(stage.commands().purchase("lamp", user)).getOutcome();
    }

    private static boolean accepted(Result result) {
        return result.getOutcome() == Outcome.OUTCOME_ACCEPTED;
    }

    private static List<Order> ordersIn(List<Result> results) {
        return results.stream()
                .filter(BackendTest::accepted)
                .map(Result::getOrder)
                .toList();
    }
}
