package io.seckill.backend.commit;

import io.seckill.backend.deliver.Reply;
import io.seckill.backend.operate.Waits;
import io.seckill.process.Causes;
import io.seckill.process.RepeatedTrouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The committing thread: takes what the pipeline holds, makes it durable, then lets it be known.
 *
 * <p>A transaction refused because the group has moved on to a new generation is tried again as a member of that one,
 * as long as its queues are still held: that happens to every backend in every rebalance. After any other failure the
 * outcome may be open, so the producer is replaced, which settles the old one's transaction, and the pipeline starts
 * a new life. Nothing of a failed batch is ever told.
 */
public final class Committer implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Committer.class);

    /** The first wait after the cluster refused a transaction or was not reached, doubled with each failure ... */
    private static final long RETRY_BACKOFF_MS = 100;

    /** ... up to this: a cluster that is back shall not wait for us longer than a failover takes. */
    private static final long RETRY_BACKOFF_MAX_MS = 5_000;

    /** Who hears of what became durable; called on the committing thread, must not block. */
    public interface Audience {
        /** {@code batches} are durable, in one transaction that took {@code nanos}; comes before the other two. */
        default void committed(List<Batch> batches, long nanos) {}

        /** How far queues are decided now, durably; comes before the results. */
        void decided(Map<TopicPartition, OffsetAndMetadata> positions);

        /** Results that may be told now. */
        void tell(List<Reply> replies);
    }

    private final Supplier<TransactionWriter> writers;
    private final Pipeline pipeline;
    private final Duration transactionTimeout;
    private final Audience audience;
    private final Waits waits;
    private final CommitMeters meters;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final RepeatedTrouble trouble = new RepeatedTrouble(System::nanoTime); // of the thread
    private long backoff = RETRY_BACKOFF_MS; // of the thread

    Committer(
            Supplier<TransactionWriter> writers,
            Pipeline pipeline,
            Duration transactionTimeout,
            Audience audience,
            Waits waits,
            CommitMeters meters) {
        this.writers = writers;
        this.pipeline = pipeline;
        this.transactionTimeout = transactionTimeout;
        this.audience = audience;
        this.waits = waits;
        this.meters = meters;
    }

    /** Commits until the pipeline is closed and drained, or {@link #stop} is called. */
    @Override
    public void run() {
        while (stopped.getCount() > 0) {
            try (TransactionWriter writer = openWriter()) {
                pipeline.opened();
                drain(writer);
                return;
            } catch (RuntimeException e) {
                // Whatever it is, this thread must not die of it: nothing would be committed any more.
                pipeline.broken();
                if (stopped.getCount() > 0) {
                    meters.failed();
                    if (trouble.isNews(Causes.inOneLine(e))) {
                        log.warn("no transaction can be written, next attempt in {} ms", backoff, e);
                    }
                    pause(backoff);
                    backoff = Math.min(2 * backoff, RETRY_BACKOFF_MAX_MS);
                }
            }
        }
    }

    private TransactionWriter openWriter() {
        return waits.during("a producer's right to its transactional id, to commit", writers);
    }

    /** Gives up what is not committed; to be followed by an interrupt. */
    public void stop() {
        stopped.countDown();
    }

    private void drain(TransactionWriter writer) {
        for (Optional<Pipeline.Work> work = pipeline.take(); work.isPresent(); work = pipeline.take()) {
            long begun = System.nanoTime();
            boolean durable = commit(writer, work.get());
            pipeline.done();
            if (durable) {
                backoff = RETRY_BACKOFF_MS; // and not with a producer: what is written may be refused all the same
                trouble.over();
                List<Batch> batches = work.get().batches();
                long nanos = System.nanoTime() - begun;
                meters.committed(batches, nanos);
                audience.committed(batches, nanos);
                for (Batch batch : batches) {
                    audience.decided(batch.positions());
                    audience.tell(batch.replies());
                }
            }
        }
    }

    /** Commits {@code work}; false where its queues were lost meanwhile. */
    private boolean commit(TransactionWriter writer, Pipeline.Work work) {
        Optional<ConsumerGroupMetadata> member = pipeline.memberFor(work);
        while (member.isPresent()) {
            ConsumerGroupMetadata present = member.get();
            try {
                return waits.during("a transaction to be written", () -> {
                    writer.commit(work.batches(), present);
                    return true;
                });
            } catch (CommitFailedException stale) {
                meters.stale();
                boolean newer = waits.during(
                        "the group's next generation, to commit",
                        () -> pipeline.awaitNewerThan(present, work, transactionTimeout));
                if (!newer) {
                    throw stale;
                }
                member = pipeline.memberFor(work);
            }
        }
        return false;
    }

    private void pause(long millis) {
        try {
            stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
