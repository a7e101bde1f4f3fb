package io.seckill.backend.ledger;

import com.google.protobuf.ByteString;
import io.seckill.backend.command.CommandReader;
import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.DeadLetter;
import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.backend.command.ParsedRecord.Kind;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.commit.Batch;
import io.seckill.backend.decide.Decision;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.decide.LedgerEntry;
import io.seckill.backend.decide.memory.PageEntry;
import io.seckill.backend.deliver.Reply;
import io.seckill.backend.trace.CommandTracer;
import io.seckill.kafka.TopicSettings;
import io.seckill.slots.OrderingKey;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has polled records decided and collects what must become durable with them, and what gateways are to be told of items.
 * Owned by the consuming thread.
 */
final class BatchMaker {
    private static final Logger log = LoggerFactory.getLogger(BatchMaker.class);

    /** Writes after which a batch is closed, so that no command makes a transaction longer than its timeout allows. */
    private static final int MAX_WRITES = 10_000;

    /** Orders of deleted items that a queue forgets at once: what it decides meanwhile waits no longer than for a busy batch. */
    private static final int FORGOTTEN_AT_ONCE = 1_000;

    private final TopicSettings topics;
    private final InstantSource clock;
    private final Records incoming;
    private final LedgerMeters meters;
    private final int maxWrites;
    private final Map<TopicPartition, Long> undecidable = new HashMap<>(); // of each queue the latest that was found

    /** What is believed of records that come in, and which of them are traced. */
    record Records(RecordTime times, CutoverMarkerCheck marks, CommandTracer tracer) {}

    BatchMaker(TopicSettings topics, InstantSource clock, Records incoming, LedgerMeters meters) {
        this(topics, clock, incoming, meters, MAX_WRITES);
    }

    BatchMaker(TopicSettings topics, InstantSource clock, Records incoming, LedgerMeters meters, int maxWrites) {
        this.topics = topics;
        this.clock = clock;
        this.incoming = incoming;
        this.meters = meters;
        this.maxWrites = maxWrites;
    }

    /**
     * Decides {@code records}, each queue's where it is among {@code owned}; those of other queues are left out. The
     * statuses that are due are part of a batch, also where a queue has no records. A queue stops at an await of what has
     * not come, and before a record that made its ledger fail; when it comes to that again it passes it over.
     *
     * @param now of {@link System#nanoTime}
     * @return what becomes durable in this order, each batch as a whole; none of them is empty
     */
    List<Batch> decide(ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, OwnedQueue> owned, long now) {
        Collector batches = new Collector(clock.millis());
        owned.forEach((name, queue) -> {
            List<ConsumerRecord<byte[], byte[]>> commands = records.records(name);
            if (!commands.isEmpty()) {
                batches.add(name, commands, queue);
            }
            if (queue.stop().isEmpty()) {
                batches.addStatuses(name, queue, now);
            }
        });
        return batches.done();
    }

    /**
     * Has each of {@code owned} forget some of what deleted items have left in the ledger's topic. The positions stay where
     * they are: they are there so that a former owner is refused.
     */
    List<Batch> forgetDeleted(Map<TopicPartition, OwnedQueue> owned) {
        Collector batches = new Collector(clock.millis());
        owned.forEach((name, queue) -> {
            if (queue.stop().isEmpty() && queue.ledger().deleting()) {
                queue.ledger()
                        .forgetDeleted(FORGOTTEN_AT_ONCE)
                        .forEach(entry -> batches.write(name.partition(), entry));
                batches.moveTo(name, queue);
            }
        });
        return batches.done();
    }

    /** Whether the ledger has all that {@code await} is for. */
    static boolean hasReceived(Ledger ledger, ParsedRecord.Await await) {
        return ledger.share().received(await.table().version(), await.from());
    }

    /** Batches in the making. */
    private final class Collector {
        private final long now;
        private final List<Batch> closed = new ArrayList<>();
        private List<ProducerRecord<byte[], byte[]>> writes = new ArrayList<>();
        private Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        private List<Reply> replies = new ArrayList<>();
        private int commands;

        Collector(long now) {
            this.now = now;
        }

        void add(TopicPartition name, List<ConsumerRecord<byte[], byte[]>> records, OwnedQueue queue) {
            Set<String> touched = new HashSet<>(); // items of which units were sold or came back
            for (ConsumerRecord<byte[], byte[]> record : records) {
                ParsedRecord reading = read(name, record);
                if (reading instanceof ParsedRecord.Await await && !hasReceived(queue.ledger(), await)) {
                    queue.stopAt(new OwnedQueue.Stop(record.offset(), ledger -> hasReceived(ledger, await)));
                    break;
                }
                queue.decidedBefore(record);
                if (!tryTo(record, queue, () -> tellTime(reading, queue))
                        || !tryTo(record, queue, () -> endHolds(name, reading, queue, touched))
                        || !tryTo(record, queue, () -> take(record, reading, queue, touched))) {
                    break;
                }
                queue.decided(record);
                commands++;
                closeIfLarge(name, queue);
            }
            settle(name, queue);
            touched.forEach(
                    item -> queue.statuses().changed(item, queue.ledger().soldOut(item)));
        }

        private ParsedRecord read(TopicPartition name, ConsumerRecord<byte[], byte[]> record) {
            ParsedRecord reading = CommandReader.read(
                    record, OrderingKey.ITEM, incoming.times().of(record));
            boolean isMark = reading instanceof ParsedRecord.Seal || reading instanceof ParsedRecord.Await;
            if (isMark && !incoming.marks().counts(reading)) {
                return CommandReader.unknownMark();
            }
            boolean passedOver = Objects.equals(undecidable.get(name), record.offset());
            return passedOver && reading instanceof ParsedRecord.Valid valid
                    ? CommandReader.poison(
                            Kind.UNDECIDABLE, "deciding it failed, see this backend's log", valid.command())
                    : reading;
        }

        /**
         * Runs {@code step}. Where it fails, nothing is known of what it has changed in the ledger: the queue stops before
         * the record, its ledger is loaded again, and then the record goes to the dead letters.
         */
        private boolean tryTo(ConsumerRecord<?, ?> record, OwnedQueue queue, Runnable step) {
            int written = writes.size();
            int told = replies.size();
            try {
                step.run();
                return true;
            } catch (RuntimeException e) {
                log.error("{}-{} offset {} cannot be decided", record.topic(), record.partition(), record.offset(), e);
                cutTo(written, writes);
                cutTo(told, replies);
                undecidable.put(new TopicPartition(record.topic(), record.partition()), record.offset());
                queue.stopAt(new OwnedQueue.Stop(record.offset(), ledger -> true));
                return false;
            }
        }

        private static void cutTo(int size, List<?> list) {
            list.subList(Math.min(size, list.size()), list.size()).clear();
        }

        /** Before the holds that end with it, which may fill a batch: the time of the ledger is then the record's. */
        private void tellTime(ParsedRecord reading, OwnedQueue queue) {
            LoggedCommand at = placeOf(reading);
            if (at != null) {
                queue.events().timePasses(at, writes);
            }
        }

        /**
         * Ends the holds that are over by the record's time, before it is decided. However many end together, a crash finds
         * the position before the record and a log's time that ends the rest.
         */
        private void endHolds(TopicPartition name, ParsedRecord reading, OwnedQueue queue, Set<String> touched) {
            LoggedCommand at = placeOf(reading);
            if (at == null) {
                return;
            }
            for (List<LedgerEntry> ended = queue.ledger().hear(at, maxWrites);
                    !ended.isEmpty();
                    ended = queue.ledger().hear(at, maxWrites)) {
                change(at, ended, queue, touched);
                closeIfLarge(name, queue);
            }
        }

        private static @Nullable LoggedCommand placeOf(ParsedRecord reading) {
            if (reading instanceof ParsedRecord.Valid valid) {
                return valid.command();
            } else if (reading instanceof ParsedRecord.Seal seal) {
                return seal.at();
            }
            return reading instanceof ParsedRecord.Await await ? await.at() : null;
        }

        private void take(
                ConsumerRecord<byte[], byte[]> record, ParsedRecord reading, OwnedQueue queue, Set<String> touched) {
            if (reading instanceof ParsedRecord.Valid valid) {
                decide(record, valid.command(), queue, touched);
            } else if (reading instanceof ParsedRecord.Poison poison) {
                setAside(record, poison);
            } else if (reading instanceof ParsedRecord.Seal seal) {
                handOver(seal, queue);
            } else if (reading instanceof ParsedRecord.Await await) {
                takeIn(await, queue.ledger());
            }
        }

        /** Brings what the queue's ledger remembers, and its position, into the batch. */
        private void settle(TopicPartition name, OwnedQueue queue) {
            for (PageEntry page : queue.ledger().takePages()) {
                ByteString value = page.value();
                write(name.partition(), page.key(), value == null ? null : value.toByteArray());
            }
            moveTo(name, queue);
        }

        private void closeIfLarge(TopicPartition name, OwnedQueue queue) {
            if (writes.size() >= maxWrites) {
                settle(name, queue);
                close();
            }
        }

        private void close() {
            closed.add(new Batch(commands, writes, positions, replies));
            writes = new ArrayList<>();
            positions = new HashMap<>();
            replies = new ArrayList<>();
            commands = 0;
        }

        private void decide(
                ConsumerRecord<?, ?> record, LoggedCommand recorded, OwnedQueue queue, Set<String> touched) {
            Decision decision = queue.ledger().decide(recorded, now);
            Outcome outcome = decision.result().getOutcome();
            meters.decided(recorded.command(), outcome);
            change(recorded, decision.entries(), queue, touched);
            String address = recorded.command().getReplyTo();
            if (!address.isEmpty()) {
                replies.add(
                        new Reply(address, decision.result(), incoming.tracer().decided(record, outcome)));
            }
        }

        private void change(LoggedCommand cause, List<LedgerEntry> entries, OwnedQueue queue, Set<String> touched) {
            for (LedgerEntry entry : entries) {
                write(cause.queue(), entry);
                if (entry.record() != null) {
                    note(entry.record(), queue.statuses(), touched);
                }
            }
            queue.events().changed(cause, entries, writes);
        }

        private void handOver(ParsedRecord.Seal seal, OwnedQueue queue) {
            Ledger ledger = queue.ledger();
            int items = ledger.items();
            long orders = ledger.orders();
            if (ledger.share().seal(seal.at(), seal.table(), seal.to(), this::write)) {
                queue.events().handedOver();
                log.info(
                        "queue {} decides by table {} and hands over {} items with {} orders",
                        seal.at().queue(),
                        seal.table().version(),
                        items - ledger.items(),
                        orders - ledger.orders());
            }
        }

        private void takeIn(ParsedRecord.Await await, Ledger ledger) {
            List<LedgerEntry> entries = ledger.share().takeIn(await.table());
            entries.forEach(entry -> write(await.at().queue(), entry));
            if (!entries.isEmpty()) {
                log.info(
                        "queue {} begins by table {} with {} items and {} orders",
                        await.at().queue(),
                        await.table().version(),
                        ledger.items(),
                        ledger.orders());
            }
        }

        private void note(LedgerRecord change, StatusBoard statuses, Set<String> touched) {
            if (change.hasItem()) {
                statuses.defined(change.getItem().getItemId());
                return;
            }
            if (change.hasDeletion()) {
                String itemId = change.getDeletion().getItemId();
                statuses.deleted(itemId);
                writes.add(new ProducerRecord<>(topics.items(), utf8(itemId), null));
                return;
            }
            Order order = change.getOrder();
            meters.became(order.getStatus());
            if (order.getStatus() != OrderStatus.ORDER_STATUS_CONFIRMED) {
                touched.add(order.getItemId());
            }
        }

        /** The position goes with them, or a former owner could write them too: see {@link Batch}. */
        void addStatuses(TopicPartition name, OwnedQueue queue, long now) {
            for (String itemId : queue.statuses().take(now)) {
                queue.ledger().status(itemId).ifPresent(status -> {
                    writes.add(new ProducerRecord<>(topics.items(), utf8(itemId), status.toByteArray()));
                    queue.statuses().told(itemId, status.getRemaining() == 0);
                    moveTo(name, queue);
                });
            }
        }

        private void moveTo(TopicPartition name, OwnedQueue queue) {
            if (!queue.position().equals(positions.put(name, queue.position()))) {
                write(name.partition(), queue.anchor());
            }
        }

        private void write(int queue, LedgerEntry entry) {
            LedgerRecord record = entry.record();
            write(queue, entry.key(), record == null ? null : record.toByteArray());
        }

        private void write(int queue, String key, byte @Nullable [] value) {
            writes.add(new ProducerRecord<>(topics.orders(), queue, utf8(key), value));
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private void setAside(ConsumerRecord<byte[], byte[]> record, ParsedRecord.Poison poison) {
            meters.poison(poison.kind());
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("queue", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("a record goes to {}: {}", topics.deadLetters(), poison.reason());
            writes.add(DeadLetter.of(record, topics.deadLetters(), poison.reason()));
            poison.reply().ifPresent(replies::add);
        }

        List<Batch> done() {
            if (!positions.isEmpty()) {
                close();
            }
            return closed;
        }
    }
}
