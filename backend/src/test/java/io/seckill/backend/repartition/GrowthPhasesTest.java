package io.seckill.backend.repartition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Stage;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.layout.Layout;
import io.seckill.layout.LayoutGate;
import io.seckill.layout.LayoutLog;
import io.seckill.layout.LayoutView;
import io.seckill.settings.SettingsException;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.GatewayLease;
import io.seckill.v1.GrowthPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A growth from every phase in which it may be found, with a backend and without gateways. */
@WithBroker
class GrowthPhasesTest {
    private static final int QUEUES = 2;

    private final Stage stage;
    private final KafkaSettings kafka;
    private final LayoutLog log;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    GrowthPhasesTest(TestBroker broker) {
        this.stage = new Stage(broker, QUEUES);
        this.kafka = new KafkaSettings(broker.bootstrapServers(), Map.of(), "group");
        this.log = new LayoutLog(kafka, stage.topics().slots(), "test");
    }

    @AfterEach
    void close() {
        log.close();
        stage.close();
    }

    @Test
    void growthWithoutALayoutIsRefused() {
        assertThatThrownBy(() -> grow(4)).isInstanceOf(SettingsException.class).hasMessageContaining("no layout");
    }

    @Test
    void numberThatIsNoMultipleIsRefused() {
        log.write(Layout.first(stage.topics()));

        assertThatThrownBy(() -> grow(3)).isInstanceOf(SettingsException.class).hasMessageContaining("multiple");
        assertThatThrownBy(() -> grow(1)).isInstanceOf(SettingsException.class).hasMessageContaining("multiple");
    }

    @Test
    void moduloIsRefused() {
        log.write(Layout.first(
                new TopicSettings(stage.topics().prefix(), QUEUES, 1, 1, Partitioning.MODULO, OrderingKey.ITEM)));

        assertThatThrownBy(() -> grow(4)).isInstanceOf(SettingsException.class).hasMessageContaining("modulo");
    }

    @Test
    void anotherGrowthThanTheOneUnderWayIsRefused() {
        log.write(Layout.first(stage.topics()).freezing(4));

        assertThatThrownBy(() -> grow(8)).isInstanceOf(SettingsException.class).hasMessageContaining("under way");
    }

    @Test
    void wholeGrowthEndsSteadyAndDoneAgainDoesNothing() throws Exception {
        stage.startBackend();

        grow(4);

        assertThat(layout().phase()).isEqualTo(GrowthPhase.GROWTH_PHASE_STEADY);
        assertThat(layout().table().queues()).isEqualTo(4);
        assertThat(layout().table().version()).isEqualTo(2);
        lines.clear();
        grow(4);
        assertThat(lines).singleElement().asString().contains("there are 4 queues");
    }

    @Test
    void growthFoundFreezingIsDrivenOn() throws Exception {
        stage.startBackend();
        try (var admin = stage.admin()) {
            new Partitions(admin, stage.topics()).grow(4);
        }
        log.write(layout().freezing(4));

        grow(4);

        assertThat(lines.get(0)).contains("going on");
        assertThat(layout().table().queues()).isEqualTo(4);
    }

    @Test
    void marksWrittenTwiceDoNoHarm() throws Exception {
        stage.startBackend();
        try (var admin = stage.admin()) {
            new Partitions(admin, stage.topics()).grow(4);
        }
        Layout freezing = layout().freezing(4);
        log.write(freezing);
        try (CutoverMarkers marks = new CutoverMarkers(kafka, stage.topics().requests(), new Random())) {
            marks.await(freezing.next(), List.of(0, 1), List.of(2, 3));
            marks.seal(freezing.next(), List.of(0, 1), List.of(2, 3)); // and then it died
        }
        // Whoever reads them once the growth has named others takes them for nobody's, and sets them aside.
        await().until(() -> stage.positions().values().stream()
                        .filter(at -> at.offset() == 1)
                        .count()
                == 4);

        grow(4);

        assertThat(layout().table().queues()).isEqualTo(4);
        assertThat(stage.deadLetters()).isEmpty();
    }

    @Test
    void deadGatewayIsWaitedForAsLongAsItsLeaseSays() throws Exception {
        stage.startBackend();
        RecordMetadata lease = log.write(
                LayoutView.LEASE + "dead:1",
                GatewayLease.newBuilder().setSettledAfterMillis(8_000).build().toByteArray());

        grow(4);

        long switched = log.write("growth", null).timestamp();
        assertThat(switched - lease.timestamp()).isGreaterThan(8_000);
        assertThat(lines).anyMatch(line -> line.contains("dead:1"));
    }

    @Test
    void settingsOfAnotherOrderAreRefusedByTheLayout() {
        log.write(Layout.first(stage.topics()));
        var byUser = new TopicSettings(stage.topics().prefix(), QUEUES, 1, 1, Partitioning.SLOTS, OrderingKey.USER);

        assertThatThrownBy(() -> new LayoutGate(kafka, byUser, "test").pass())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("topics.orderingKey=item");
    }

    @Test
    void ofTwoGrowthsAtOnceOneIsDrivenAndTheOtherEnds() throws Exception {
        stage.startBackend();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Integer>> both = List.of(() -> attempt(4), () -> attempt(6));

            List<Integer> done = new ArrayList<>();
            for (Future<Integer> each : threads.invokeAll(both)) {
                done.add(each.get());
            }

            assertThat(done).containsOnlyOnce(0).contains(layout().table().queues());
            assertThat(layout().table().version()).isEqualTo(2);
            assertThat(lines).anyMatch(line -> line.contains("another grow is at work"));
        } finally {
            threads.shutdown();
        }
    }

    /** How many queues it grew to; 0 where it was refused. */
    private int attempt(int queues) throws InterruptedException {
        try {
            grow(queues);
            return queues;
        } catch (SettingsException refused) {
            lines.add(String.valueOf(refused.getMessage()));
            return 0;
        }
    }

    @Test
    void ofTwoFirstStartsAtOnceWithOtherSettingsOneIsRefused() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<OrderingKey>> both = Stream.of(OrderingKey.values())
                    .<Callable<OrderingKey>>map(key -> () -> start(key))
                    .toList();
            List<Future<OrderingKey>> ends = threads.invokeAll(both);

            OrderingKey standing = layout().orderingKey();
            for (Future<OrderingKey> end : ends) {
                try {
                    assertThat(end.get()).isEqualTo(standing);
                } catch (ExecutionException refused) {
                    assertThat(refused).hasMessageContaining("topics.orderingKey=" + standing);
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    private OrderingKey start(OrderingKey key) {
        var settings = new TopicSettings(stage.topics().prefix(), QUEUES, 1, 1, Partitioning.SLOTS, key);
        return new LayoutGate(kafka, settings, "test-" + key).pass().orderingKey();
    }

    @Test
    void secondWordOfAStepCountsForNobodyNotEvenOnceCompacted() {
        Layout first = Layout.first(stage.topics());
        log.write(first);
        try (LayoutLog other = new LayoutLog(kafka, stage.topics().slots(), "other")) {
            other.read();
            log.write(first.freezing(4));

            LayoutLog.Appended late = other.append(first.freezing(8));

            assertThat(late.counts()).isFalse();
            assertThat(late.standing().queues()).isEqualTo(4);
            assertThat(layout().queues()).isEqualTo(4);
            assertThat(lastWritten().queues()).as("what compaction leaves").isEqualTo(4);
        }
    }

    /** The latest layout in the topic, whether it counts or not. */
    private Layout lastWritten() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka.with(LayoutLog.consuming("last")), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition slots = new TopicPartition(stage.topics().slots(), 0);
            consumer.assign(List.of(slots));
            long last = consumer.endOffsets(List.of(slots)).getOrDefault(slots, 0L) - 1;
            consumer.seek(slots, last);
            LayoutView view = new LayoutView();
            while (view.layout() == null) {
                consumer.poll(Duration.ofMillis(100)).forEach(view::take);
            }
            return Objects.requireNonNull(view.layout());
        }
    }

    private Layout layout() {
        Layout layout = log.read().layout();
        if (layout == null) {
            throw new AssertionError("there is no layout");
        }
        return layout;
    }

    private void grow(int queues) throws InterruptedException {
        var subject = new Repartitioning.Subject(kafka, stage.topics(), stage.group());
        try (Repartitioning growth =
                new Repartitioning(subject, new RepartitioningReport(lines::add, System::nanoTime), new Random())) {
            growth.to(queues);
        }
    }
}
