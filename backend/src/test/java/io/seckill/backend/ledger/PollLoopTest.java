package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.HoldExpiry;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.commit.OpenPipeline;
import io.seckill.backend.commit.Pipeline;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.event.QueueEvents;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.recovery.LedgerLoad;
import io.seckill.backend.recovery.Scrub;
import io.seckill.backend.recovery.transactions.QueueWatch;
import io.seckill.backend.recovery.transactions.Recovery;
import io.seckill.backend.trace.CommandTracer;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.v1.Command;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member that decides two queues, and the log of one of them breaks off. */
class PollLoopTest {
    private static final TopicSettings TOPICS =
            new TopicSettings("test", 1, 1, 1, Partitioning.SLOTS, OrderingKey.ITEM);
    private static final TopicPartition SOUND = new TopicPartition(TOPICS.requests(), 0);
    private static final TopicPartition BROKEN = new TopicPartition(TOPICS.requests(), 1);
    private static final KafkaSettings NOWHERE = new KafkaSettings("127.0.0.1:1", Map.of(), "group");
    private static final long NOW = 1_000_000;
    private static final int MANY = 8; // enough for the next poll to be a double one

    private final Commands commands = new Commands("gateway:1", new SplittableRandom(1));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MockConsumer<byte[], byte[]> member = new MockConsumer<>("none");
    private final QueueWatch queues = new QueueWatch(NOWHERE, "watch", new Waits(registry, System::nanoTime));
    private final Pipeline pipeline = OpenPipeline.open();
    private final AssignedQueues assignment = new AssignedQueues(
            member,
            pipeline,
            (due, group) -> due.stream().map(PollLoopTest::loaded).toList(),
            Duration.ZERO,
            succession -> {},
            ledger -> QueueEvents.OFF);
    private final PollLoop loop = loop();
    private int appended;

    @BeforeEach
    void openTheQueues() {
        member.subscribe(List.of(TOPICS.requests()), assignment);
        member.rebalance(List.of(SOUND, BROKEN));
        loop.turn();
        loop.turn();
        assertThat(assignment.owned()).containsOnlyKeys(SOUND, BROKEN);
    }

    @AfterEach
    void close() {
        queues.close();
    }

    @Test
    void whatWasPolledJustBeforeALogBreaksOffIsDecided() {
        append(commands.putItem("lamp", 1_000, 1));
        for (int i = 1; i < MANY; i++) {
            append(commands.purchase("lamp", "user" + i));
        }
        loop.turn();
        append(commands.purchase("lamp", "ann"));
        member.schedulePollTask(() -> {});
        member.schedulePollTask(() -> member.setPollException(new OffsetOutOfRangeException(Map.of(BROKEN, 7L))));
        loop.turn();
        append(commands.purchase("lamp", "bob"));
        loop.turn();

        assertThat(assignment.owned()).containsOnlyKeys(SOUND);
        assertThat(assignment.notReadyReason())
                .hasValueSatisfying(why -> assertThat(why).contains("queue 1: commands are gone from its log"));
        OwnedQueue sound = assignment.owned().get(SOUND);
        assertThat(sound.position().offset()).isEqualTo(appended);
        assertThat(sound.ledger().orders()).as("all but the item").isEqualTo(appended - 1);
    }

    private void append(Command command) {
        member.addRecord(new ConsumerRecord<>(
                SOUND.topic(),
                SOUND.partition(),
                appended++,
                NOW,
                TimestampType.LOG_APPEND_TIME,
                -1,
                -1,
                command.getItemId().getBytes(StandardCharsets.UTF_8),
                command.toByteArray(),
                new RecordHeaders(),
                Optional.empty()));
    }

    private static LedgerLoad loaded(TopicPartition queue) {
        LedgerLoad load = new LedgerLoad(queue, TOPICS.orders(), new Ledger(1));
        load.result().complete(new LedgerLoad.Loaded(load.ledger(), new OffsetAndMetadata(0), "topic", List.of()));
        return load;
    }

    private PollLoop loop() {
        InstantSource clock = () -> Instant.ofEpochMilli(NOW);
        LedgerMeters meters = new LedgerMeters(registry);
        BatchMaker batches = new BatchMaker(
                TOPICS,
                clock,
                new BatchMaker.Records(
                        new RecordTime(clock, registry),
                        new CutoverMarkerCheck(() -> new MockConsumer<>("earliest"), TOPICS.slots()),
                        CommandTracer.off()),
                meters);
        HoldExpiry expiry = new HoldExpiry(
                TOPICS.requests(),
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
                clock,
                new SplittableRandom(1));
        OwnerId owner = OwnerId.next("group", new SplittableRandom(1));
        Scrub scrub = new Scrub( // never started
                new Recovery(NOWHERE, TOPICS, owner, Duration.ofSeconds(1), clock, () -> null),
                owner.toString(),
                TOPICS,
                new Waits(registry, System::nanoTime));
        return new PollLoop(
                member,
                assignment,
                pipeline,
                new PollLoop.Steps(batches, new HoldWatch(expiry, clock), queues, scrub),
                Duration.ZERO,
                meters);
    }
}
