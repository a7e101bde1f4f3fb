package io.seckill.backend.recovery;

import io.seckill.backend.decide.Ledger;
import io.seckill.backend.deliver.Reply;
import io.seckill.v1.LedgerPosition;
import io.seckill.v1.LedgerRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The rebuilding of one queue's ledger. Of the loading thread, but for what is said otherwise: while that reads, another
 * takes into the ledger what was read before.
 */
public final class LedgerLoad {
    /**
     * A ledger and the place in its queue where it is up to date.
     *
     * @param at the first command that is not part of it
     * @param topicId the id of the queue's topic
     * @param again what was decided last before it, to be told again
     */
    public record Loaded(Ledger ledger, OffsetAndMetadata at, String topicId, List<Reply> again) {
        public long position() {
            return at.offset();
        }

        Loaded toldAgain(List<Reply> replies) {
            return new Loaded(ledger, at, topicId, replies);
        }
    }

    private final TopicPartition queue;
    private final TopicPartition orders;
    private final CompletableFuture<Loaded> result = new CompletableFuture<>();
    private volatile String awaited = "its position"; // for any thread that asks

    private final Ledger ledger;
    private Optional<OffsetAndMetadata> committed = Optional.empty();
    private boolean placed; // whether that is known
    private @Nullable Long end; // of the ledger; null until it is known
    private long nextRestored; // the ledger's first record that is not in it
    private @Nullable LedgerPosition anchor; // of the thread that takes records, as the ledger is
    private CompletableFuture<Void> taking = CompletableFuture.completedFuture(null);
    private final long begun = System.nanoTime();
    private long placedAt = begun;
    private long takenAt = begun;
    private long records;

    public LedgerLoad(TopicPartition queue, String ordersTopic, Ledger empty) {
        this.queue = queue;
        this.orders = new TopicPartition(ordersTopic, queue.partition());
        this.ledger = empty;
    }

    /** What comes of it; any thread may cancel it, which gives it up. */
    public CompletableFuture<Loaded> result() {
        return result;
    }

    /** What it waits for now; any thread may ask. */
    public String awaited() {
        return awaited;
    }

    public void awaits(String what) {
        awaited = what;
    }

    public TopicPartition queue() {
        return queue;
    }

    /** The queue's partition of the ledger. */
    public TopicPartition orders() {
        return orders;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The group's position; empty where there is none. */
    public Optional<OffsetAndMetadata> committed() {
        return committed;
    }

    /** Whether that is known. */
    public boolean isPlaced() {
        return placed;
    }

    public void committed(Optional<OffsetAndMetadata> position) {
        committed = position;
        placed = true;
        placedAt = System.nanoTime();
    }

    /** Where the ledger is complete; null until it is known. */
    @Nullable
    public Long end() {
        return end;
    }

    /** The ledger is what is from {@code begin} to {@code upTo}. */
    public void extent(long begin, long upTo) {
        nextRestored = begin;
        end = upTo;
    }

    public long nextRestored() {
        return nextRestored;
    }

    public boolean isRead() {
        return end != null && nextRestored >= end;
    }

    /** What the ledger says of the queue, once all is taken; null where it says nothing. */
    @Nullable
    public LedgerPosition anchor() {
        return anchor;
    }

    /**
     * Has {@code thread} take {@code next}, records of the ledger up to the offset {@code upTo}. Waits until those before
     * are taken: so no more than that is held.
     *
     * @throws KafkaException where those before are damaged
     */
    void take(List<ConsumerRecord<byte[], byte[]>> next, long upTo, Executor thread) {
        awaitTaken();
        taking = CompletableFuture.runAsync(
                () -> {
                    next.forEach(this::take);
                    takenAt = System.nanoTime();
                },
                thread);
        records += next.size();
        nextRestored = upTo;
    }

    /**
     * Waits until all records that were read are taken.
     *
     * @throws KafkaException where one is damaged
     */
    void awaitTaken() {
        try {
            taking.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error fatal) {
                throw fatal;
            }
            throw e.getCause() instanceof RuntimeException damaged ? damaged : e;
        }
    }

    /** Takes {@code writes} at once, as if they had been read: those to the ledger that have a value. */
    public void rehearse(List<ProducerRecord<byte[], byte[]>> writes) {
        for (ProducerRecord<byte[], byte[]> write : writes) {
            if (write.topic().equals(orders.topic()) && write.value() != null) {
                take(new ConsumerRecord<>(write.topic(), orders.partition(), 0, write.key(), write.value()));
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            ledger.restoreForgotten(new String(record.key(), StandardCharsets.UTF_8));
            return;
        }
        try {
            if (!ledger.restoreOrder(record.value())) {
                take(LedgerRecord.parseFrom(record.value()));
            }
        } catch (IOException | IllegalArgumentException e) {
            // To go on without it could sell a unit twice: an operator must look.
            throw new KafkaException(
                    "the ledger is damaged at " + record.topic() + "-" + record.partition() + ", offset "
                            + record.offset(),
                    e);
        }
    }

    private void take(LedgerRecord entry) {
        if (entry.hasPosition()) {
            anchor = entry.getPosition();
        } else {
            ledger.restore(entry);
        }
    }

    /** What it took, for operators: in milliseconds since it began. */
    String times() {
        return "%d records in %d ms: its position was known after %d ms, its records after %d ms"
                .formatted(records, millisUntil(System.nanoTime()), millisUntil(placedAt), millisUntil(takenAt));
    }

    private long millisUntil(long moment) {
        return TimeUnit.NANOSECONDS.toMillis(moment - begun);
    }
}
