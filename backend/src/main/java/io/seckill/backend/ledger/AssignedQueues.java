package io.seckill.backend.ledger;

import io.seckill.backend.commit.Pipeline;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.event.QueueEvents;
import io.seckill.backend.membership.AssignedPartitions;
import io.seckill.backend.recovery.LedgerLoad;
import io.seckill.backend.recovery.LedgerLoad.Loaded;
import io.seckill.backend.recovery.TakenOver;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues that this backend holds, and those of them that it may decide.
 *
 * <p>A queue is paused from its assignment until its ledger is loaded, and again whenever the pipeline starts a new
 * life, because the ledger had then run ahead of what is durable. Owned by the consuming thread, on which Kafka calls
 * the listener too.
 */
final class AssignedQueues extends AssignedPartitions {
    private static final Logger log = LoggerFactory.getLogger(AssignedQueues.class);

    private static final Duration RETRY_LOAD_AFTER = Duration.ofSeconds(1);

    /** What is wrong with a log may be another leader's matter, and pass. */
    private static final Duration LOOK_AT_LOG_AGAIN_AFTER = Duration.ofSeconds(5);

    /** While others have yet to hand over, the time between two looks at what is there. */
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(200);

    /** Starts to rebuild the ledgers of queues, on another thread; to cancel a result gives that up. */
    interface Loads {
        /** One for each of {@code queues}, which {@code member} holds: the group's latest word to it, for any thread. */
        List<LedgerLoad> start(Set<TopicPartition> queues, Supplier<ConsumerGroupMetadata> member);
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Pipeline pipeline;
    private final Loads loads;
    private final Duration finishTimeout;
    private final java.util.function.Consumer<TakenOver> successions;
    private final Function<Ledger, QueueEvents> events;

    private final Map<TopicPartition, OwnedQueue> owned = new HashMap<>(); // of held queues only
    private final Map<TopicPartition, OwnedQueue.Stop> waiting = new HashMap<>(); // of held queues that are not owned
    private final Map<TopicPartition, LedgerLoad> running = new HashMap<>(); // of held queues that are not owned
    private final Map<TopicPartition, Long> loadNotBefore = new HashMap<>(); // where the last load was in vain
    private final Map<TopicPartition, String> failures =
            new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
    private volatile ConsumerGroupMetadata member; // read by loads; never that of a later membership
    private long life;

    /**
     * An assignment of nothing yet.
     *
     * @param finishTimeout how long queues that go are held back while their decisions are being committed
     * @param successions hears of each queue taken over
     * @param events makes what tells of a queue, by its ledger
     */
    AssignedQueues(
            Consumer<byte[], byte[]> consumer,
            Pipeline pipeline,
            Loads loads,
            Duration finishTimeout,
            java.util.function.Consumer<TakenOver> successions,
            Function<Ledger, QueueEvents> events) {
        super(consumer);
        this.consumer = consumer;
        this.pipeline = pipeline;
        this.loads = loads;
        this.finishTimeout = finishTimeout;
        this.successions = successions;
        this.events = events;
        this.life = pipeline.life();
        this.member = consumer.groupMetadata();
    }

    /** Follows the pipeline's lives and the loader's progress; to be called before every poll. */
    void advance() {
        renewMember();
        if (pipeline.life() != life) {
            forget();
        }
        putAside();
        List.copyOf(running.values()).stream()
                .filter(load -> load.result().isDone())
                .forEach(this::adopt);
        if (pipeline.open() && loading() && hasGeneration(member)) {
            long now = System.nanoTime();
            Set<TopicPartition> due = new HashSet<>(held());
            due.removeAll(owned.keySet());
            due.removeAll(running.keySet());
            due.removeIf(queue -> now - loadNotBefore.getOrDefault(queue, now) < 0);
            if (!due.isEmpty()) {
                loads.start(due, () -> member).forEach(load -> running.put(load.queue(), load));
            }
        }
    }

    /**
     * A rebalance that leaves a queue here leaves its load running, which must go on as a member of the new generation. Loads
     * of queues that went were cancelled before this, in the poll that told of it.
     */
    private void renewMember() {
        ConsumerGroupMetadata latest = consumer.groupMetadata();
        if (hasGeneration(latest)) {
            member = latest;
        }
    }

    /** A broker takes positions from nobody in particular without a check. */
    private static boolean hasGeneration(ConsumerGroupMetadata member) {
        return member.generationId() >= 0;
    }

    /** A queue that stopped is loaded again until its ledger has what it waits for. */
    private void putAside() {
        owned.forEach((name, queue) -> queue.stop().ifPresent(stop -> waiting.put(name, stop)));
        if (owned.keySet().removeAll(waiting.keySet())) {
            consumer.pause(waiting.keySet());
            waiting.keySet().forEach(queue -> loadAgainAfter(queue, LOOK_AGAIN_AFTER));
        }
    }

    private void loadAgainAfter(TopicPartition queue, Duration rest) {
        loadNotBefore.put(queue, System.nanoTime() + rest.toNanos());
    }

    /** Takes all queues over anew. */
    void reload() {
        log.warn("taking over {} queues anew", held().size());
        pipeline.abandon();
        forget();
    }

    /** Where the log of {@code queues} is not what it was when they were decided; {@code why} says it. */
    void stopAt(Collection<TopicPartition> queues, String why) {
        log.error("queues {} stand still: {}", queues, why);
        consumer.pause(queues);
        for (TopicPartition queue : queues) {
            OwnedQueue decided = owned.remove(queue);
            if (decided != null) { // the pipeline may hold some of it yet
                waiting.put(queue, new OwnedQueue.Stop(decided.position().offset(), any -> true));
            }
            consumer.seek(queue, 0); // anywhere: paused, it is not read from there
            failures.put(queue, why);
            loadAgainAfter(queue, LOOK_AT_LOG_AGAIN_AFTER);
        }
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
        return owned.size() < held().size();
    }

    /** Why not every queue of this member's share is decided; its share may be no queue at all. */
    Optional<String> notReadyReason() {
        if (!loading()) {
            return Optional.empty();
        }
        StringJoiner queues =
                new StringJoiner("; ", undecided() + " of " + held().size() + " queues are not decided: ", "");
        queues.setEmptyValue("loading the ledger of " + undecided() + " queues");
        failures.forEach((queue, why) -> queues.add("queue " + queue.partition() + ": " + why));
        waiting.forEach((queue, stop) -> queues.add("queue " + queue.partition() + " stopped at " + stop.offset()
                + ", as it does to wait for what others hand over"));
        running.forEach((queue, load) -> {
            if (!failures.containsKey(queue) && !waiting.containsKey(queue)) {
                queues.add("queue " + queue.partition() + " loads its ledger, waiting for " + load.awaited());
            }
        });
        return Optional.of(queues.toString());
    }

    /** How many queues are held and not decided. */
    int undecided() {
        return held().size() - owned.size();
    }

    /** Commits what is decided before others may decide: their take-over then starts from it. */
    @Override
    protected void finish(Collection<TopicPartition> queues) {
        pipeline.member(consumer.groupMetadata());
        if (!pipeline.awaitEmpty(finishTimeout)) {
            log.warn("giving up queues before their last decisions were committed");
            pipeline.abandon();
        }
    }

    /** What was decided here and not committed never happened. */
    @Override
    protected void abandon() {
        pipeline.abandon();
    }

    @Override
    protected void release(Collection<TopicPartition> queues) {
        owned.keySet().removeAll(queues);
        waiting.keySet().removeAll(queues);
        failures.keySet().removeAll(queues);
        loadNotBefore.keySet().removeAll(queues);
        queues.forEach(this::cancelLoad);
    }

    private void forget() {
        life = pipeline.life();
        owned.clear();
        waiting.clear();
        List.copyOf(running.keySet()).forEach(this::cancelLoad);
        consumer.pause(held());
    }

    private void cancelLoad(TopicPartition queue) {
        LedgerLoad load = running.remove(queue);
        if (load != null) {
            load.result().cancel(false);
        }
    }

    private void adopt(LedgerLoad load) {
        TopicPartition queue = load.queue();
        running.remove(queue);
        try {
            Loaded loaded = load.result().join();
            if (mayGoOn(queue, loaded)) {
                failures.remove(queue);
                take(queue, loaded);
            } else {
                loadAgainAfter(queue, LOOK_AGAIN_AFTER);
            }
        } catch (CompletionException e) {
            failed(queue, e.getCause() == null ? e : e.getCause());
        }
    }

    /** Tries this one again by itself; logged once for each reason. */
    private void failed(TopicPartition queue, Throwable cause) {
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (!why.equals(failures.put(queue, why))) {
            log.error("queue {} is not decided, its ledger was not loaded; trying again", queue.partition(), cause);
        }
        loadAgainAfter(queue, RETRY_LOAD_AFTER);
    }

    /** Where the queue has stopped, what it decided before must be part of the ledger: it may still be in the pipeline. */
    private boolean mayGoOn(TopicPartition queue, Loaded loaded) {
        OwnedQueue.Stop stop = waiting.get(queue);
        return stop == null
                || (loaded.position() >= stop.offset() && stop.enough().test(loaded.ledger()));
    }

    private void take(TopicPartition queue, Loaded loaded) {
        waiting.remove(queue);
        consumer.seek(queue, loaded.at());
        StatusBoard board = new StatusBoard(System.nanoTime());
        owned.put(queue, new OwnedQueue(loaded, board, events.apply(loaded.ledger())));
        successions.accept(new TakenOver(queue.partition(), loaded.position(), loaded.again()));
        log.info(
                "deciding queue {} from {} on, {} of {} held ones",
                queue.partition(),
                loaded.position(),
                owned.size(),
                held().size());
    }
}
