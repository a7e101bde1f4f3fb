package io.seckill.backend.projection;

import io.seckill.backend.membership.MemberThread;
import io.seckill.backend.recovery.transactions.QueueWatch;
import io.seckill.process.RepeatedTrouble;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member that reads the ledger into the table: poll, write what came and the positions behind it in one transaction,
 * and only then let the broker know, for people to see. Owned by its thread.
 *
 * <p>Each record counts once, because a transaction moves a position only from where the batch began. After anything
 * else than success, and for queues that have just come, the table is asked where to go on; so it does not matter who
 * else writes: a projector that was thought dead, or a transaction of its own whose end was not heard of.
 */
final class LedgerFollower implements MemberThread.Member {
    private static final Logger log = LoggerFactory.getLogger(LedgerFollower.class);

    /** The wait after a failure of PostgreSQL or the cluster: shorter than the poll interval by far, so the membership stays. */
    private static final long RETRY_AFTER_MS = 1_000;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PROBE_EVERY_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long OBSERVE_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Projection projection;
    private final QueueWatch queues;
    private final ProjectorMeters meters;
    private final ProjectedPartitions held;
    private final RepeatedTrouble trouble = new RepeatedTrouble(System::nanoTime);
    private Optional<String> notReadyReason = Optional.of("the table's positions are not read yet");
    private long observed = System.nanoTime() - OBSERVE_EVERY_NS;
    private long written = System.nanoTime() - PROBE_EVERY_NS; // or probed

    /** Reads what {@code consumer} polls into {@code projection}. */
    LedgerFollower(
            Consumer<byte[], byte[]> consumer, Projection projection, QueueWatch queues, ProjectorMeters meters) {
        this.consumer = consumer;
        this.projection = projection;
        this.queues = queues;
        this.meters = meters;
        this.held = new ProjectedPartitions(consumer);
    }

    @Override
    public ProjectedPartitions assigned() {
        return held;
    }

    @Override
    public Optional<String> notReadyReason() {
        return notReadyReason;
    }

    @Override
    public void ended() {
        queues.positions(Map.of());
    }

    @Override
    public void turn() throws InterruptedException {
        try {
            readOn();
        } catch (OvertakenException other) {
            log.info("{}", other.getMessage());
            meters.overtaken();
            held.unplace();
        } catch (RuntimeException failure) {
            String reason = failure instanceof NotWrittenException ? "" + failure.getMessage() : failure.toString();
            if (trouble.isNews(reason)) {
                log.warn("the table of orders stands still: {}", reason);
            }
            notReadyReason = Optional.of(reason);
            meters.failed();
            held.unplace();
            Thread.sleep(RETRY_AFTER_MS);
        }
    }

    private void readOn() throws InterruptedException {
        if (!held.unplaced().isEmpty()) {
            List<Integer> queues =
                    held.unplaced().stream().map(TopicPartition::partition).toList();
            held.place(await(projection.positions(queues)));
            log.info("the table goes on from {}", held.places());
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
            write(records);
        } else if (System.nanoTime() - written >= PROBE_EVERY_NS) {
            var unused = await(projection.probe()); // so that readiness is true also while nobody buys
            written = System.nanoTime();
        }
        show();
        if (held.unplaced().isEmpty()) {
            notReadyReason = Optional.empty();
            trouble.over();
        }
    }

    private void write(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        long begun = System.nanoTime();
        ProjectedBatch batch = ProjectedBatch.of(records);
        int rows = await(projection.write(held.places(), batch));
        held.moved(batch.ends());
        written = System.nanoTime();
        meters.written(records.count(), rows, Duration.ofNanos(System.nanoTime() - begun));
    }

    private void show() {
        Map<TopicPartition, OffsetAndMetadata> news = held.toShow();
        if (!news.isEmpty()) {
            consumer.commitAsync(news, (positions, failure) -> {
                if (failure != null) {
                    log.debug("the broker does not show {} yet", positions, failure);
                }
            });
        }
        long now = System.nanoTime();
        if (now - observed >= OBSERVE_EVERY_NS) {
            observed = now;
            queues.positions(held.positions());
            meters.lag(held.lags(queues));
        }
    }

    /** Waits for {@code answer}, which is there in time or fails. What took effect without an answer, the positions tell. */
    private <T> T await(Future<T> answer) throws InterruptedException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof OvertakenException other) {
                throw other;
            }
            throw new NotWrittenException(projection.line(cause), cause);
        }
    }
}
