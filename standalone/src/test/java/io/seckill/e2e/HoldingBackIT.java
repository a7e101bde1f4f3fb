package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.KeyOrder;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SlotsTopic;
import io.seckill.layout.Layout;
import io.seckill.layout.SlotPartitioner;
import io.seckill.settings.SettingsException;
import io.seckill.slots.SlotMap;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gateways while the test adds queues: what belongs to slots that move waits, and goes to its new queue or nowhere. */
class HoldingBackIT {
    private static final SlotMap TWO = SlotMap.first(2);
    private static final SlotMap FOUR = TWO.grown(4);
    private static final String MOVES = item(false);
    private static final String STAYS = item(true);

    @AutoClose
    private final Cluster cluster = Cluster.empty("topics.queues=2");

    private static String item(boolean stays) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "item-" + i)
                .filter(item -> (TWO.queueOf(item) == FOUR.queueOf(item)) == stays)
                .findFirst()
                .orElseThrow();
    }

    @BeforeEach
    void start() {
        cluster.startGateway();
        cluster.announce(MOVES);
        cluster.announce(STAYS);
    }

    @Test
    void whatMovesIsHeldBackAndThenGoesToItsNewQueue() {
        try (SlotsTopic topic = new SlotsTopic(cluster.bootstrapServers())) {
            assertThat(buy("before", MOVES, 1)).isEqualTo("202");
            Layout freezing = freeze(topic);

            Future<Answer> held = cluster.shop(0).buyWaiting("held", MOVES, 20);
            await("held back").until(() -> held() == 1);
            assertThat(buy("aside", STAYS, 1)).isEqualTo("202");
            assertThat(queuesOf(MOVES)).containsExactly(TWO.queueOf(MOVES));

            topic.write(freezing.switched(List.of(), List.of()));

            await("sent").until(() -> queuesOf(MOVES).size() == 2);
            assertThat(queuesOf(MOVES)).containsExactly(TWO.queueOf(MOVES), FOUR.queueOf(MOVES));
            assertThat(buy("after", MOVES, 1)).isEqualTo("202");
            assertThat(queuesOf(MOVES)).endsWith(FOUR.queueOf(MOVES));
            assertThat(held()).isZero();
            assertThat(held.isComplete()).isFalse();
        }
    }

    @Test
    void whoseWaitEndsMeanwhileIsTold503AndNeverQueued() {
        try (SlotsTopic topic = new SlotsTopic(cluster.bootstrapServers())) {
            Layout freezing = freeze(topic);

            Answer late = Now.get(cluster.shop(0).buyWaiting("late", MOVES, 1));
            topic.write(freezing.switched(List.of(), List.of()));
            await("goes on").until(() -> buy("next", MOVES, 1).equals("202"));

            assertThat(late.outcome()).isEqualTo("503 QUEUE_UNAVAILABLE");
            assertThat(late.header("Retry-After")).isNotEmpty();
            assertThat(KeyOrder.appended(cluster.bootstrapServers()))
                    .extracting(KeyOrder.Step::id)
                    .doesNotContain(late.header("X-Request-Id"));
        }
    }

    @Test
    void gatewayThatStartsDuringAFreezeHoldsBackToo() {
        try (SlotsTopic topic = new SlotsTopic(cluster.bootstrapServers())) {
            freeze(topic);
            int second = cluster.startGateway();
            cluster.announce(MOVES);

            topic.awaitFrozen(2);

            assertThat(Now.get(cluster.shop(second).buyWaiting("held", MOVES, 1))
                            .outcome())
                    .isEqualTo("503 QUEUE_UNAVAILABLE");
            assertThat(queuesOf(MOVES)).isEmpty();
        }
    }

    @Test
    void gatewayThatStopsTakesItsLeaseBack() {
        try (SlotsTopic topic = new SlotsTopic(cluster.bootstrapServers())) {
            assertThat(topic.leases()).hasSize(1);

            cluster.stopGateway(0);

            assertThat(topic.leases()).isEmpty();
        }
    }

    @Test
    void producerOfSomebodyElseFollowsTheTable() throws Exception {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                "metadata.max.age.ms",
                500,
                "partitioner.class",
                SlotPartitioner.class.getName());
        try (SlotsTopic topic = new SlotsTopic(cluster.bootstrapServers());
                var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            var record = new ProducerRecord<>("seckill.requests", MOVES, "noise");
            assertThat(producer.send(record).get().partition()).isEqualTo(TWO.queueOf(MOVES));

            topic.write(freeze(topic).switched(List.of(), List.of()));

            await("follows").until(() -> producer.send(record).get().partition() == FOUR.queueOf(MOVES));
        }
    }

    @Test
    void whoWouldSendElsewhereIsRefusedAtTheStart() {
        assertThatThrownBy(() -> cluster.startBackend("topics.partitioner=modulo"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("topics.partitioner=slots")
                .hasMessageContaining("modulo");
    }

    /** Freezes for four queues, and waits until the gateways have said that they hold back. */
    private static Layout freeze(SlotsTopic topic) {
        topic.addQueues(4);
        Layout freezing = topic.write(topic.layout().freezing(4));
        topic.awaitFrozen(2);
        return freezing;
    }

    private String buy(String user, String item, int seconds) {
        return Now.get(cluster.shop(0).buyWaiting(user, item, seconds)).outcome();
    }

    private double held() {
        return Now.get(cluster.console(0).metrics()).total("seckill_slots_held");
    }

    /** The queues to which purchases of {@code item} went, in their order. */
    private List<Integer> queuesOf(String item) {
        return KeyOrder.appended(cluster.bootstrapServers()).stream()
                .filter(step -> step.key().equals(item))
                .sorted(Comparator.comparingLong(KeyOrder.Step::millis))
                .map(KeyOrder.Step::queue)
                .toList();
    }
}
