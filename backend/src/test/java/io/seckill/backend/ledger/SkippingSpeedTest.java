package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.backend.command.CommandReader;
import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.commit.Batch;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.event.QueueEvents;
import io.seckill.backend.recovery.LedgerLoad;
import io.seckill.backend.trace.CommandTracer;
import io.seckill.kafka.TopicSettings;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.v1.Command;
import io.seckill.v1.Purchase;
import io.seckill.v1.PutItem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How fast a backlog goes: records as polled, to batches ready to commit. Prints; the figures are the machine's. */
@Tag("slow")
class SkippingSpeedTest {
    private static final TopicPartition QUEUE = new TopicPartition("requests", 0);
    private static final int POLL = 5_000;
    private static final int POLLS = 60;
    private static final int ROUNDS = 5;
    private static final long NOW = 1_000_000;

    @Test
    void theDeadAreSkippedAtTheSpeedOfReadingThem() {
        double live = 0;
        double dead = 0;
        double read = 0;
        for (int round = 0; round < ROUNDS; round++) { // the best of some: the first ones warm up
            live = Math.max(live, perSecond(decide(backlog(round, 0))));
            dead = Math.max(dead, perSecond(decide(backlog(round, NOW - 1))));
            read = Math.max(read, perSecond(read(backlog(round, NOW - 1))));
        }

        System.out.printf(
                "commands a second, from polled record to batch: live %,.0f, expired %,.0f; read only %,.0f%n",
                live, dead, read);
        assertThat(dead).isGreaterThan(live);
    }

    private static double perSecond(long nanos) {
        return 1e9 * POLL * POLLS / nanos;
    }

    private static long decide(List<ConsumerRecords<byte[], byte[]>> polls) {
        InstantSource clock = () -> Instant.ofEpochMilli(NOW);
        BatchMaker batches = new BatchMaker(
                new TopicSettings("test", 1, 1, 1, Partitioning.SLOTS, OrderingKey.ITEM),
                clock,
                new BatchMaker.Records(
                        new RecordTime(clock, new SimpleMeterRegistry()),
                        new CutoverMarkerCheck(() -> new MockConsumer<>("earliest"), "test.slots"),
                        CommandTracer.off()),
                new LedgerMeters(new SimpleMeterRegistry()));
        StatusBoard board = new StatusBoard(0);
        Map<TopicPartition, OwnedQueue> owned = Map.of(
                QUEUE,
                new OwnedQueue(
                        new LedgerLoad.Loaded(new Ledger(42), new OffsetAndMetadata(0), "topic", List.of()),
                        board,
                        QueueEvents.OFF));
        long writes = 0;
        long begun = System.nanoTime();
        for (ConsumerRecords<byte[], byte[]> poll : polls) {
            for (Batch batch : batches.decide(poll, owned, System.nanoTime())) {
                writes += batch.writes().size();
            }
        }
        long nanos = System.nanoTime() - begun;
        assertThat(writes).isPositive();
        return nanos;
    }

    private static long read(List<ConsumerRecords<byte[], byte[]>> polls) {
        long valid = 0;
        long begun = System.nanoTime();
        for (ConsumerRecords<byte[], byte[]> poll : polls) {
            for (ConsumerRecord<byte[], byte[]> record : poll) {
                valid += CommandReader.read(record, OrderingKey.ITEM) instanceof ParsedRecord.Valid ? 1 : 0;
            }
        }
        long nanos = System.nanoTime() - begun;
        assertThat(valid).isEqualTo((long) POLL * POLLS);
        return nanos;
    }

    private static List<ConsumerRecords<byte[], byte[]>> backlog(int seed, long expiresAt) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ConsumerRecords<byte[], byte[]>> polls = new ArrayList<>();
        for (int poll = 0; poll < POLLS; poll++) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = 0; i < POLL; i++) {
                boolean first = poll == 0 && i == 0;
                Command.Builder command = Command.newBuilder()
                        .setRequestId("%016x%016x".formatted(random.nextLong(), random.nextLong()))
                        .setReplyTo("127.0.0.1:9000")
                        .setGatewayEpoch(random.nextLong())
                        .setUserId("user-" + (poll * POLL + i))
                        .setItemId("lamp")
                        .setCreatedAt(NOW);
                records.add(record(
                        poll * (long) POLL + i,
                        first
                                ? command.setPutItem(sale()).build()
                                : command.setExpiresAt(expiresAt)
                                        .setPurchase(Purchase.newBuilder().setQuantity(1))
                                        .build()));
            }
            polls.add(new ConsumerRecords<>(Map.of(QUEUE, records), Map.of()));
        }
        return polls;
    }

    private static PutItem.Builder sale() {
        return PutItem.newBuilder().setStock(1_000_000_000).setPerUserLimit(1).setClosesAt(Long.MAX_VALUE);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, Command command) {
        return new ConsumerRecord<>(
                QUEUE.topic(),
                0,
                offset,
                NOW,
                TimestampType.LOG_APPEND_TIME,
                -1,
                -1,
                command.getItemId().getBytes(StandardCharsets.UTF_8),
                command.toByteArray(),
                new RecordHeaders(),
                Optional.empty());
    }
}
