package io.seckill.backend.recovery;

import io.seckill.backend.decide.Ledger;
import io.seckill.backend.deliver.Reply;
import io.seckill.v1.LedgerPosition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The rebuilding of one queue's ledger. Of the loading thread, but for what is said otherwise. */
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
    private @Nullable LedgerPosition anchor;

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

    public void restoredUpTo(long next) {
        nextRestored = next;
    }

    public boolean isRead() {
        return end != null && nextRestored >= end;
    }

    @Nullable
    public LedgerPosition anchor() {
        return anchor;
    }

    public void anchor(LedgerPosition latest) {
        anchor = latest;
    }
}
