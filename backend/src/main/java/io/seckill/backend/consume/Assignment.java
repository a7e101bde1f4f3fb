package io.seckill.backend.consume;

import io.seckill.backend.commit.Pipeline;
import io.seckill.backend.consume.LedgerLoader.Loaded;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues that this backend holds, and those of them that it may decide.
 *
 * <p>A queue is paused from its assignment until its ledger is loaded, and again whenever the pipeline starts a new
 * life, because the ledger had then run ahead of what is durable. Owned by the consuming thread, on which Kafka calls
 * the listener too.
 */
final class Assignment implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);

    private static final Duration RETRY_LOAD_AFTER = Duration.ofSeconds(1);

    /** While others have yet to hand over, the time between two looks at what is there. */
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(200);

    /** Starts to rebuild the ledgers of queues, on another thread; to cancel the future gives that up. */
    interface Loads {
        CompletableFuture<Map<TopicPartition, Loaded>> start(Set<TopicPartition> queues);
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Pipeline pipeline;
    private final Loads loads;
    private final Duration finishPatience;
    private final StatusSettings statuses;
    private final java.util.function.Consumer<TakenOver> successions;

    private final Set<TopicPartition> held = new HashSet<>();
    private final Map<TopicPartition, OwnedQueue> owned = new HashMap<>(); // of held queues only
    private final Map<TopicPartition, OwnedQueue.Stop> waiting = new HashMap<>(); // of held queues that are not owned
    private @Nullable CompletableFuture<Map<TopicPartition, Loaded>> load; // at most one runs
    private long loadNotBefore = System.nanoTime();
    private long life;
    private boolean joined;

    /**
     * An assignment of nothing yet.
     *
     * @param statuses how the items of a queue taken over are told of
     * @param finishPatience how long queues that go are held back while their decisions are being committed
     * @param successions hears of each queue taken over
     */
    Assignment(
            Consumer<byte[], byte[]> consumer,
            Pipeline pipeline,
            Loads loads,
            StatusSettings statuses,
            Duration finishPatience,
            java.util.function.Consumer<TakenOver> successions) {
        this.consumer = consumer;
        this.pipeline = pipeline;
        this.loads = loads;
        this.statuses = statuses;
        this.finishPatience = finishPatience;
        this.successions = successions;
        this.life = pipeline.life();
    }

    /** Follows the pipeline's lives and the loader's progress; to be called before every poll. */
    void advance() {
        if (pipeline.life() != life) {
            forget();
        }
        putAside();
        if (load != null && load.isDone()) {
            adopt(load);
        }
        boolean due = System.nanoTime() - loadNotBefore >= 0;
        if (load == null && due && pipeline.open() && loading()) {
            Set<TopicPartition> missing = new HashSet<>(held);
            missing.removeAll(owned.keySet());
            load = loads.start(missing);
        }
    }

    /** A queue that stopped is loaded again until its ledger has what it waits for. */
    private void putAside() {
        owned.forEach((name, queue) -> queue.stop().ifPresent(stop -> waiting.put(name, stop)));
        if (owned.keySet().removeAll(waiting.keySet())) {
            consumer.pause(waiting.keySet());
            loadAgainAfter(LOOK_AGAIN_AFTER);
        }
    }

    private void loadAgainAfter(Duration rest) {
        loadNotBefore = System.nanoTime() + rest.toNanos();
    }

    /** The life of the pipeline in which the present ledgers decide. */
    long life() {
        return life;
    }

    /** The queues that may be decided. */
    Map<TopicPartition, OwnedQueue> owned() {
        return Collections.unmodifiableMap(owned);
    }

    /** Whether a queue is held whose ledger is not there. */
    boolean loading() {
        return owned.size() < held.size();
    }

    /** Why not every queue of this member's share is decided; its share may be no queue at all. */
    Optional<String> hindrance() {
        if (!joined) {
            return Optional.of("not in the group yet");
        }
        if (!loading()) {
            return Optional.empty();
        }
        String awaited = waiting.isEmpty()
                ? ""
                : ", of which " + waiting.size() + " stopped, as they do to wait for what others hand over";
        return Optional.of("loading the ledger of " + (held.size() - owned.size()) + " queues" + awaited);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> queues) {
        joined = true;
        held.addAll(queues);
        consumer.pause(queues);
        if (!queues.isEmpty()) {
            LOG.info("took over {}, now holding {} queues", queues, held.size());
        }
    }

    /** Finishes what is decided before others may decide: their take-over then starts from it. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> queues) {
        if (queues.isEmpty()) {
            return;
        }
        pipeline.member(consumer.groupMetadata());
        if (!pipeline.awaitEmpty(finishPatience)) {
            LOG.warn("giving up queues before their last decisions were committed");
            pipeline.abandon();
        }
        release(queues);
        LOG.info("released {}, now holding {} queues", queues, held.size());
    }

    /** The queues are others' already; what was decided here and not committed never happened. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> queues) {
        joined = false;
        pipeline.abandon();
        release(queues);
        LOG.warn("lost {} to another backend", queues);
    }

    private void release(Collection<TopicPartition> queues) {
        held.removeAll(queues);
        owned.keySet().removeAll(queues);
        waiting.keySet().removeAll(queues);
        cancelLoad();
    }

    private void forget() {
        life = pipeline.life();
        owned.clear();
        waiting.clear();
        cancelLoad();
        consumer.pause(held);
    }

    private void cancelLoad() {
        if (load != null) {
            load.cancel(false);
            load = null;
        }
    }

    private void adopt(CompletableFuture<Map<TopicPartition, Loaded>> finished) {
        load = null;
        try {
            finished.join().forEach((queue, loaded) -> {
                if (mayGoOn(queue, loaded)) {
                    take(queue, loaded);
                } else {
                    loadAgainAfter(LOOK_AGAIN_AFTER);
                }
            });
        } catch (CompletionException e) {
            LOG.warn("a ledger was not loaded, trying again in {} s", RETRY_LOAD_AFTER.toSeconds(), e.getCause());
            loadAgainAfter(RETRY_LOAD_AFTER);
        }
    }

    /** Where the queue has stopped, what it decided before must be part of the ledger: it may still be in the pipeline. */
    private boolean mayGoOn(TopicPartition queue, Loaded loaded) {
        OwnedQueue.Stop stop = waiting.get(queue);
        return stop == null
                || (loaded.position() >= stop.offset() && stop.enough().test(loaded.ledger()));
    }

    private void take(TopicPartition queue, Loaded loaded) {
        waiting.remove(queue);
        consumer.seek(queue, loaded.position());
        StatusBoard board = new StatusBoard(statuses, System.nanoTime());
        owned.put(queue, new OwnedQueue(loaded.ledger(), loaded.position(), board));
        successions.accept(new TakenOver(queue.partition(), loaded.position(), loaded.again()));
        LOG.info(
                "deciding queue {} from {} on, {} of {} held ones",
                queue.partition(),
                loaded.position(),
                owned.size(),
                held.size());
    }
}
