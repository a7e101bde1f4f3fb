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
import io.seckill.v1.Item;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has polled records decided and collects what must become durable with them. Owned by the consuming thread. */
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

    /** Decides {@code records}, each queue's by its ledger among {@code ledgers}; a queue without one is left out. */
    Batch decide(ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Ledger> ledgers) {
        Collector batch = new Collector(clock.millis());
        for (TopicPartition queue : records.partitions()) {
            Ledger ledger = ledgers.get(queue);
            if (ledger != null) {
                batch.add(queue, records.records(queue), ledger);
            }
        }
        return batch.done();
    }

    /** A batch in the making. */
    private final class Collector {
        private final long now;
        private final List<ProducerRecord<byte[], byte[]>> writes = new ArrayList<>();
        private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        private final List<Reply> replies = new ArrayList<>();
        private final List<Item> changed = new ArrayList<>();
        private int commands;

        Collector(long now) {
            this.now = now;
        }

        void add(TopicPartition queue, List<ConsumerRecord<byte[], byte[]>> records, Ledger ledger) {
            Set<String> changedItems = new HashSet<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Reading reading = CommandReader.read(record);
                if (reading instanceof Reading.Valid valid) {
                    decide(valid.command(), ledger, changedItems);
                } else if (reading instanceof Reading.Poison poison) {
                    setAside(record, poison);
                }
            }
            for (PageEntry page : ledger.takePages()) {
                write(queue.partition(), page.key(), page.value().toByteArray());
            }
            commands += records.size();
            long next = records.get(records.size() - 1).offset() + 1;
            positions.put(queue, new OffsetAndMetadata(next));
            changedItems.forEach(item -> ledger.status(item).ifPresent(changed::add));
        }

        private void decide(Recorded recorded, Ledger ledger, Set<String> changedItems) {
            Decision decision = ledger.decide(recorded, now);
            meters.decided(recorded.command(), decision.result().getOutcome());
            LedgerEntry entry = decision.entry();
            if (entry != null) {
                write(recorded.queue(), entry.key(), entry.record().toByteArray());
                changedItems.add(recorded.command().getItemId());
            }
            String address = recorded.command().getReplyTo();
            if (!address.isEmpty()) {
                replies.add(new Reply(address, decision.result()));
            }
        }

        private void write(int queue, String key, byte[] value) {
            writes.add(new ProducerRecord<>(topics.orders(), queue, key.getBytes(StandardCharsets.UTF_8), value));
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
            return new Batch(commands, writes, positions, replies, changed);
        }
    }
}
