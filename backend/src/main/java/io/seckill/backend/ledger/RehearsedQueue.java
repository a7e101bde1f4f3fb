package io.seckill.backend.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.commit.Batch;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.event.QueueEvents;
import io.seckill.backend.recovery.LedgerLoad;
import io.seckill.backend.trace.CommandTracer;
import io.seckill.kafka.TopicSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The queue of a warm-up, decided and taken over as any other is, but by no member of the group. Owned by one thread. */
public final class RehearsedQueue {
    private final BatchMaker batches;
    private final Map<TopicPartition, OwnedQueue> owned;
    private final LedgerLoad takeOver;

    /** The queue {@code name} of {@code topics}, decided by one of {@code ledgers} and counted in {@code registry}. */
    public RehearsedQueue(TopicPartition name, TopicSettings topics, Supplier<Ledger> ledgers, MeterRegistry registry) {
        InstantSource clock = InstantSource.system();
        CutoverMarkerCheck marks = new CutoverMarkerCheck(
                () -> {
                    throw new IllegalStateException("nobody adds queues to a warm-up");
                },
                topics.slots());
        this.batches = new BatchMaker(
                topics,
                clock,
                new BatchMaker.Records(new RecordTime(clock, registry), marks, CommandTracer.off()),
                new LedgerMeters(registry));
        OwnedQueue queue = new OwnedQueue(
                new LedgerLoad.Loaded(ledgers.get(), new OffsetAndMetadata(0), "warm-up", List.of()),
                new StatusBoard(System.nanoTime()),
                QueueEvents.OFF);
        this.owned = Map.of(name, queue);
        this.takeOver = new LedgerLoad(name, topics.orders(), ledgers.get());
    }

    /** Decides {@code records}: what would become durable, and be told. */
    public List<Batch> decide(ConsumerRecords<byte[], byte[]> records) {
        return batches.decide(records, owned, System.nanoTime());
    }

    /** Takes what {@code writes} say of orders into a ledger, as if they had been read from the topic. */
    public void reload(List<ProducerRecord<byte[], byte[]>> writes) {
        takeOver.rehearse(writes);
    }
}
