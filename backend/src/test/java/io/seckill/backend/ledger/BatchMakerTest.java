package io.seckill.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.commit.Batch;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.deliver.Reply;
import io.seckill.backend.event.EventSettings;
import io.seckill.backend.event.SaleEvents;
import io.seckill.backend.fixture.Commands;
import io.seckill.backend.recovery.LedgerLoad;
import io.seckill.backend.recovery.PositionNote;
import io.seckill.backend.trace.CommandTracer;
import io.seckill.kafka.TopicSettings;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** One queue, what its records come to, and what an owner makes of it who finds only a part of that durable. */
class BatchMakerTest {
    private static final TopicPartition QUEUE = new TopicPartition("requests", 0);
    private static final TopicSettings TOPICS =
            new TopicSettings("test", 1, 1, 1, Partitioning.SLOTS, OrderingKey.ITEM);
    private static final int MAX_WRITES = 7;
    private static final int HOLDS = 50;
    private static final long HOLD = 1_000;
    private static final long NOW = 1_000_000;

    private final Commands commands = new Commands("gateway:1", new SplittableRandom(1));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    private final BatchMaker batches = maker();
    private long clock = NOW;

    @Test
    void holdsThatEndTogetherAreNeverOneLongTransactionAndACrashAmongThemChangesNothing() {
        append(commands.putItem("lamp", HOLDS, HOLDS, HOLD));
        for (int i = 0; i < HOLDS; i++) {
            append(commands.purchase("lamp", "user" + i));
        }
        clock += HOLD;
        Command last = commands.purchase("lamp", "late");
        append(last);

        List<Batch> all = decide(batches, newOwner(List.of()), 0);

        assertThat(all).hasSizeGreaterThan(2 * HOLDS / MAX_WRITES);
        assertThat(all).allSatisfy(batch -> assertThat(batch.writes()).hasSizeLessThan(3 * MAX_WRITES));
        List<String> whole = state(all);
        assertThat(whole)
                .hasSize(HOLDS + 2)
                .filteredOn(order -> order.contains("EXPIRED"))
                .hasSize(HOLDS);
        for (int survived = 0; survived <= all.size(); survived++) {
            List<Batch> durable = new ArrayList<>(all.subList(0, survived));
            durable.addAll(
                    decide(maker(), newOwner(durable), (int) position(durable).offset()));

            assertThat(state(durable))
                    .as("after a crash behind batch %s", survived)
                    .isEqualTo(whole);
            assertThat(told(durable).get(last.getRequestId())).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        }
    }

    @Test
    void aCrashBehindAnyBatchTellsEveryEventOnce() {
        Command later = commands.putItem("later", 1, 1);
        append(later.toBuilder()
                .setPutItem(later.getPutItem().toBuilder()
                        .setOpensAt(NOW + HOLD / 2)
                        .setClosesAt(NOW + HOLD))
                .build());
        append(commands.putItem("lamp", HOLDS, HOLDS, HOLD));
        for (int i = 0; i < HOLDS; i++) {
            append(commands.purchase("lamp", "user" + i));
        }
        clock += HOLD;
        append(commands.purchase("lamp", "late"));

        List<Batch> all = decide(batches, newOwner(List.of(), true), 0);

        List<String> whole = events(all);
        assertThat(whole)
                .doesNotHaveDuplicates()
                .hasSize(2 * HOLDS + 8)
                .filteredOn(event -> event.matches("/test/items/(later .*|lamp .*-Item.*)"))
                .extracting(event -> event.replaceAll(" .*-", " "))
                .containsExactly(
                        "/test/items/later ItemDefined",
                        "/test/items/lamp ItemDefined",
                        "/test/items/lamp ItemOpened",
                        "/test/items/lamp ItemSoldOut",
                        "/test/items/later ItemOpened",
                        "/test/items/later ItemClosed",
                        "/test/items/lamp ItemBackInStock");
        for (int survived = 0; survived <= all.size(); survived++) {
            List<Batch> durable = new ArrayList<>(all.subList(0, survived));
            durable.addAll(decide(
                    maker(), newOwner(durable, true), (int) position(durable).offset()));

            assertThat(events(durable))
                    .as("after a crash behind batch %s", survived)
                    .containsExactlyElementsOf(whole);
        }
    }

    private static List<String> events(List<Batch> batches) {
        return writes(batches).stream()
                .filter(write -> write.topic().equals(TOPICS.events()))
                .map(event -> text(event, "ce_source") + ' ' + text(event, "ce_id"))
                .toList();
    }

    private static String text(ProducerRecord<?, ?> event, String header) {
        return new String(event.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    @Test
    void aRecordThatMakesTheLedgerFailGoesToTheDeadLettersAndItsQueueGoesOn() {
        Command before = append(commands.putItem("lamp", 5, 5));
        Command fatal = append(commands.putItem("ghost", 0, 1));
        Command after = append(commands.purchase("lamp", "ann"));

        OwnedQueue first = newOwner(List.of());
        haunt(first.ledger());
        List<Batch> durable = new ArrayList<>(decide(batches, first, 0));
        assertThat(first.stop())
                .hasValueSatisfying(stop -> assertThat(stop.offset()).isEqualTo(1));
        assertThat(position(durable).offset()).isEqualTo(1);
        assertThat(told(durable)).containsOnlyKeys(before.getRequestId());

        OwnedQueue again = newOwner(durable);
        haunt(again.ledger());
        List<Batch> rest = decide(batches, again, 1);

        assertThat(told(rest))
                .containsEntry(fatal.getRequestId(), Outcome.OUTCOME_REJECTED_BY_BACKEND)
                .containsEntry(after.getRequestId(), Outcome.OUTCOME_ACCEPTED);
        assertThat(writes(rest))
                .filteredOn(write -> write.topic().equals(TOPICS.deadLetters()))
                .hasSize(1);
        assertThat(position(rest).offset()).isEqualTo(3);
    }

    @Test
    void oneClockThatIsADayAheadNeitherEndsHoldsNorMakesLaterOnesLonger() {
        append(commands.putItem("lamp", 5, 5, HOLD));
        Command early = append(commands.purchase("lamp", "ann"));
        append(commands.lookup(early), NOW + Duration.ofDays(1).toMillis());
        clock += HOLD / 2;
        Command later = append(commands.purchase("lamp", "bob"));

        OwnedQueue queue = newOwner(List.of());
        List<Batch> all = decide(batches, queue, 0);

        assertThat(queue.ledger().reserved()).isEqualTo(2);
        assertThat(queue.ledger().time()).isEqualTo(clock);
        Map<String, Long> heldUntil = new HashMap<>();
        results(all)
                .forEach(result ->
                        heldUntil.put(result.getRequestId(), result.getOrder().getHeldUntil()));
        assertThat(heldUntil.get(early.getRequestId())).isEqualTo(NOW + HOLD);
        assertThat(heldUntil.get(later.getRequestId())).isEqualTo(clock + HOLD);
        assertThat(registry.get("seckill.record.times.refused").counter().count())
                .isEqualTo(1);
        assertThat(PositionNote.parse(position(all).metadata()).logTime()).isEqualTo(clock);
    }

    /** As no ledger that a backend wrote can be: an order of an item without a definition. */
    private static void haunt(Ledger ledger) {
        ledger.restore(LedgerRecord.newBuilder()
                .setOrder(Order.newBuilder()
                        .setOrderId("o")
                        .setItemId("ghost")
                        .setUserId("ann")
                        .setQuantity(1))
                .build());
    }

    private BatchMaker maker() {
        InstantSource source = () -> Instant.ofEpochMilli(clock);
        return new BatchMaker(
                TOPICS,
                source,
                new BatchMaker.Records(
                        new RecordTime(source, registry),
                        new CutoverMarkerCheck(() -> new MockConsumer<>("earliest"), TOPICS.slots()),
                        CommandTracer.off()),
                new LedgerMeters(registry),
                MAX_WRITES);
    }

    private Command append(Command command) {
        return append(command, clock);
    }

    private Command append(Command command, long timestamp) {
        log.add(new ConsumerRecord<>(
                QUEUE.topic(),
                QUEUE.partition(),
                log.size(),
                timestamp,
                TimestampType.LOG_APPEND_TIME,
                -1,
                -1,
                command.getItemId().getBytes(StandardCharsets.UTF_8),
                command.toByteArray(),
                new RecordHeaders(),
                Optional.empty()));
        return command;
    }

    private List<Batch> decide(BatchMaker maker, OwnedQueue queue, int from) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = Map.of(QUEUE, log.subList(from, log.size()));
        return maker.decide(new ConsumerRecords<>(polled, Map.of()), Map.of(QUEUE, queue), 0);
    }

    private static OwnedQueue newOwner(List<Batch> durable) {
        return newOwner(durable, false);
    }

    private static OwnedQueue newOwner(List<Batch> durable, boolean events) {
        OffsetAndMetadata position = position(durable);
        Ledger ledger = new Ledger(7);
        ledgerRecords(durable).forEach(ledger::restore);
        ledger.restoredUpTo(
                position.offset(), PositionNote.parse(position.metadata()).logTime());
        return new OwnedQueue(
                new LedgerLoad.Loaded(ledger, position, "topic", List.of()),
                new StatusBoard(0),
                new SaleEvents(new EventSettings(events), TOPICS).of(ledger));
    }

    private static OffsetAndMetadata position(List<Batch> durable) {
        return durable.isEmpty()
                ? new OffsetAndMetadata(0)
                : durable.get(durable.size() - 1).positions().get(QUEUE);
    }

    private static List<ProducerRecord<byte[], byte[]>> writes(List<Batch> batches) {
        return batches.stream().flatMap(batch -> batch.writes().stream()).toList();
    }

    private static List<LedgerRecord> ledgerRecords(List<Batch> batches) {
        List<LedgerRecord> records = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> write : writes(batches)) {
            if (write.topic().equals(TOPICS.orders())) {
                try {
                    records.add(LedgerRecord.parseFrom(write.value()));
                } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return records;
    }

    /** The orders, and how many units are left, after {@code durable}. */
    private static List<String> state(List<Batch> durable) {
        Map<String, String> orders = new HashMap<>();
        ledgerRecords(durable).stream()
                .filter(LedgerRecord::hasOrder)
                .map(LedgerRecord::getOrder)
                .forEach(order -> orders.put(order.getOrderId(), order.getOrderId() + " " + order.getStatus()));
        List<String> state = new ArrayList<>(orders.values().stream().sorted().toList());
        state.add(newOwner(durable).ledger().status("lamp").map(Item::getRemaining) + " left");
        return state;
    }

    private static List<Result> results(List<Batch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.replies().stream())
                .map(Reply::result)
                .toList();
    }

    private static Map<String, Outcome> told(List<Batch> batches) {
        Map<String, Outcome> told = new HashMap<>();
        results(batches).forEach(result -> told.put(result.getRequestId(), result.getOutcome()));
        return told;
    }
}
