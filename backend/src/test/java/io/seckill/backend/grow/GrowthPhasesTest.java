package io.seckill.backend.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.backend.fixture.Stage;
import io.seckill.backend.fixture.TestBroker;
import io.seckill.backend.fixture.WithBroker;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.layout.Layout;
import io.seckill.layout.LayoutGate;
import io.seckill.layout.LayoutLog;
import io.seckill.layout.LayoutView;
import io.seckill.settings.SettingsException;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.v1.GatewayLease;
import io.seckill.v1.GrowthPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A growth from every phase in which it may be found, with a backend and without gateways. */
@WithBroker
class GrowthPhasesTest {
    private static final int QUEUES = 2;

    private final Stage stage;
    private final KafkaSettings kafka;
    private final LayoutLog log;
    private final List<String> lines = new ArrayList<>();

    GrowthPhasesTest(TestBroker broker) {
        this.stage = new Stage(broker, QUEUES);
        this.kafka = new KafkaSettings(broker.bootstrapServers(), Map.of());
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
        try (Marks marks = new Marks(kafka, stage.topics().requests(), new Random())) {
            marks.await(freezing.next(), List.of(0, 1), List.of(2, 3));
            marks.seal(freezing.next(), List.of(0, 1), List.of(2, 3)); // and then it died
        }

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

    private Layout layout() {
        Layout layout = log.read().layout();
        if (layout == null) {
            throw new AssertionError("there is no layout");
        }
        return layout;
    }

    private void grow(int queues) throws InterruptedException {
        var subject = new Growth.Subject(kafka, stage.topics(), stage.group());
        try (Growth growth = new Growth(subject, new Report(lines::add, System::nanoTime), new Random())) {
            growth.to(queues);
        }
    }
}
