package io.seckill.backend.consume;

import io.seckill.backend.commit.Batch;
import io.seckill.backend.commit.DeadLetter;
import io.seckill.backend.decide.Decision;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.decide.LedgerEntry;
import io.seckill.backend.decide.PageEntry;
import io.seckill.backend.decide.Recorded;
import io.seckill.backend.deliver.Reply;
import io.seckill.kafka.TopicSettings;
import io.seckill.slots.OrderingKey;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private static final Logger LOG = LoggerFactory.getLogger(BatchMaker.class);

    private final TopicSettings topics;
    private final InstantSource clock;
    private final ConsumeMeters meters;

    BatchMaker(TopicSettings topics, InstantSource clock, ConsumeMeters meters) {
        this.topics = topics;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Decides {@code records}, each queue's where it is among {@code owned}; those of other queues are left out. The
     * statuses that are due are part of the batch, also where a queue has no records. A queue stops at an await of what has
     * not come.
     *
     * @param now of {@link System#nanoTime}
     */
    Batch decide(ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, OwnedQueue> owned, long now) {
        Collector batch = new Collector(clock.millis());
        owned.forEach((name, queue) -> {
            List<ConsumerRecord<byte[], byte[]>> commands = records.records(name);
            if (!commands.isEmpty()) {
                batch.add(name, commands, queue);
            }
            batch.addStatuses(name, queue, now);
        });
        return batch.done();
    }

    /** Whether the ledger has all that {@code await} is for. */
    static boolean hasReceived(Ledger ledger, Reading.Await await) {
        return ledger.share().received(await.table().version(), await.from());
    }

    /** A batch in the making. */
    private final class Collector {
        private final long now;
        private final List<ProducerRecord<byte[], byte[]>> writes = new ArrayList<>();
        private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        private final List<Reply> replies = new ArrayList<>();
        private int commands;

        Collector(long now) {
            this.now = now;
        }

        void add(TopicPartition name, List<ConsumerRecord<byte[], byte[]>> records, OwnedQueue queue) {
            Ledger ledger = queue.ledger();
            Set<String> touched = new HashSet<>(); // items of which units were sold or came back
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Reading reading = CommandReader.read(record, OrderingKey.ITEM);
                if (reading instanceof Reading.Await await && !hasReceived(ledger, await)) {
                    queue.stopAt(await);
                    break;
                }
                take(record, reading, queue, touched);
                queue.decidedUpTo(record.offset() + 1);
                commands++;
            }
            for (PageEntry page : ledger.takePages()) {
                write(name.partition(), page.key(), page.value().toByteArray());
            }
            positions.put(name, queue.position());
            touched.forEach(item -> queue.statuses().changed(item, ledger.soldOut(item)));
        }

        private void take(
                ConsumerRecord<byte[], byte[]> record, Reading reading, OwnedQueue queue, Set<String> touched) {
            if (reading instanceof Reading.Valid valid) {
                decide(valid.command(), queue, touched);
            } else if (reading instanceof Reading.Poison poison) {
                setAside(record, poison);
            } else if (reading instanceof Reading.Seal seal) {
                change(seal.at(), queue.ledger().hear(seal.at()), queue, touched);
                handOver(seal, queue.ledger());
            } else if (reading instanceof Reading.Await await) {
                change(await.at(), queue.ledger().hear(await.at()), queue, touched);
                takeIn(await, queue.ledger());
            }
        }

        private void decide(Recorded recorded, OwnedQueue queue, Set<String> touched) {
            Decision decision = queue.ledger().decide(recorded, now);
            meters.decided(recorded.command(), decision.result().getOutcome());
            change(recorded, decision.entries(), queue, touched);
            String address = recorded.command().getReplyTo();
            if (!address.isEmpty()) {
                replies.add(new Reply(address, decision.result()));
            }
        }

        private void change(Recorded cause, List<LedgerEntry> entries, OwnedQueue queue, Set<String> touched) {
            for (LedgerEntry entry : entries) {
                write(cause.queue(), entry);
                if (entry.record() != null) {
                    note(entry.record(), queue.statuses(), touched);
                }
            }
        }

        private void handOver(Reading.Seal seal, Ledger ledger) {
            int items = ledger.items();
            long orders = ledger.orders();
            if (ledger.share().seal(seal.at(), seal.table(), seal.to(), this::write)) {
                LOG.info(
                        "queue {} decides by table {} and hands over {} items with {} orders",
                        seal.at().queue(),
                        seal.table().version(),
                        items - ledger.items(),
                        orders - ledger.orders());
            }
        }

        private void takeIn(Reading.Await await, Ledger ledger) {
            List<LedgerEntry> entries = ledger.share().takeIn(await.table());
            entries.forEach(entry -> write(await.at().queue(), entry));
            if (!entries.isEmpty()) {
                LOG.info(
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
                    positions.put(name, queue.position());
                });
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

        private void setAside(ConsumerRecord<byte[], byte[]> record, Reading.Poison poison) {
            meters.poison(poison.kind());
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("queue", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("a record is no command and goes to {}: {}", topics.deadLetters(), poison.reason());
            writes.add(DeadLetter.of(record, topics.deadLetters(), poison.reason()));
        }

        Batch done() {
            return new Batch(commands, writes, positions, replies);
        }
    }
}
