package io.seckill.backend.recovery;

import io.seckill.backend.operate.Waits;
import io.seckill.backend.recovery.LedgerLoad.Loaded;
import io.seckill.backend.recovery.transactions.AdminAnswers;
import io.seckill.backend.recovery.transactions.Recovery;
import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One take-over's way through the steps of {@link LedgerLoader}, each queue at its own pace: one that waits, or whose
 * partition is away or damaged, keeps no other back. For one thread.
 */
final class LoadSession {
    private static final Logger log = LoggerFactory.getLogger(LoadSession.class);

    /** How long one request waits before a dead owner is suspected. */
    private static final Duration SUSPECT_AFTER = Duration.ofMillis(300);

    private static final long CLEAR_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    /**
     * What it works with.
     *
     * @param reader of the ledger; assigned as is needed
     * @param taking has what was read taken into ledgers
     */
    record Tools(
            Consumer<byte[], byte[]> reader,
            Executor taking,
            Recovery.Session cluster,
            Waits.Wait waiting,
            RecentReplyRedelivery lastMoments) {}

    private final Consumer<byte[], byte[]> reader;
    private final Tools tools;
    private final TopicSettings topics;
    private final Supplier<ConsumerGroupMetadata> member; // the latest, which every rebalance changes
    private final Map<TopicPartition, LedgerLoad> loads = new HashMap<>(); // that have not ended, by their queues
    private final Map<String, Long> cleared = new HashMap<>(); // when, by what for: one must not put off another

    LoadSession(Tools tools, TopicSettings topics, Supplier<ConsumerGroupMetadata> member, List<LedgerLoad> wanted) {
        this.reader = tools.reader();
        this.tools = tools;
        this.topics = topics;
        this.member = member;
        wanted.forEach(load -> loads.put(load.queue(), load));
    }

    void run() throws InterruptedException {
        // Before anything is found to be withheld: an owner that was killed has nearly always left a transaction open.
        tools.waiting().is("that dead owners are fenced");
        tools.cluster().open().fenceDeadOwners();
        freeItems();
        while (keepWanted()) {
            learnPositions();
            learnExtents();
            read();
            finish();
            say();
        }
    }

    private boolean keepWanted() {
        loads.values().removeIf(load -> load.result().isDone());
        return !loads.isEmpty();
    }

    private void say() {
        loads.values().stream()
                .map(load -> "the ledger of queue " + load.queue().partition() + ": " + load.awaited())
                .findFirst()
                .ifPresent(tools.waiting()::is);
    }

    private static void fail(LedgerLoad load, Exception why) {
        load.result().completeExceptionally(why);
    }

    private List<LedgerLoad> in(Function<LedgerLoad, Boolean> step) {
        return loads.values().stream().filter(step::apply).toList();
    }

    /** A dead owner's open transaction that tells of items would hide from the gateways all that others tell of theirs. */
    private void freeItems() throws InterruptedException {
        TopicPartition items = new TopicPartition(topics.items(), 0);
        try {
            ListOffsetsResult stable = ask(Set.of(items), OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
            ListOffsetsResult end = ask(Set.of(items), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
            if (offset(stable, items) < offset(end, items)) {
                tools.cluster().open().clearItems(items);
            }
        } catch (KafkaException e) {
            log.warn("what is open in {} is left as it is", items, e); // every backend looks there now and then
        }
    }

    private void learnPositions() throws InterruptedException {
        List<LedgerLoad> unplaced = in(load -> !load.isPlaced());
        if (unplaced.isEmpty() || learnPositions(unplaced)) {
            return;
        }
        // First of all: to ask one by one takes long where there are many, and often this is all that is needed.
        clear(unplaced, "its position", () -> tools.cluster().open().clearPositions());
        if (unplaced.size() > 1 && !learnPositions(unplaced)) {
            unplaced.forEach(load -> learnPositions(List.of(load)));
        }
    }

    /** Whether the positions could be told: all of them, or none. */
    private boolean learnPositions(Collection<LedgerLoad> wanted) {
        Set<TopicPartition> queues = wanted.stream().map(LedgerLoad::queue).collect(Collectors.toSet());
        try {
            Map<TopicPartition, OffsetAndMetadata> positions = reader.committed(queues, SUSPECT_AFTER);
            wanted.forEach(load -> load.committed(Optional.ofNullable(positions.get(load.queue()))));
            return true;
        } catch (TimeoutException unstable) {
            return false;
        }
    }

    private interface Clearing {
        List<String> run() throws InterruptedException;
    }

    /** Clears what {@code waiting} wait behind, unless that was done just now. */
    private void clear(List<LedgerLoad> waiting, String forWhat, Clearing clearing) throws InterruptedException {
        Long before = cleared.get(forWhat);
        if (waiting.isEmpty() || (before != null && System.nanoTime() - before < CLEAR_EVERY_NS)) {
            return;
        }
        String reason;
        try {
            reason = String.join("; ", clearing.run());
        } catch (KafkaException e) {
            reason = e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause().getMessage());
        }
        cleared.put(forWhat, System.nanoTime());
        String behind = reason.isEmpty() ? "" : ", behind " + reason;
        waiting.forEach(load -> load.awaits(forWhat + behind));
    }

    private void learnExtents() throws InterruptedException {
        List<LedgerLoad> open = in(load -> load.isPlaced() && load.end() == null);
        if (open.isEmpty()) {
            return;
        }
        Set<TopicPartition> parts = open.stream().map(LedgerLoad::orders).collect(Collectors.toSet());
        ListOffsetsResult begins = ask(parts, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        ListOffsetsResult ends = ask(parts, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        for (LedgerLoad load : open) {
            try {
                load.extent(offset(begins, load.orders()), offset(ends, load.orders()));
                load.awaits("its records");
            } catch (KafkaException e) {
                fail(load, e);
            }
        }
        assign();
    }

    private ListOffsetsResult ask(Set<TopicPartition> parts, OffsetSpec which, IsolationLevel seen) {
        Map<TopicPartition, OffsetSpec> asked = parts.stream().collect(Collectors.toMap(part -> part, part -> which));
        return tools.cluster().admin().listOffsets(asked, new ListOffsetsOptions(seen));
    }

    private static long offset(ListOffsetsResult asked, TopicPartition part) throws InterruptedException {
        return AdminAnswers.await(asked.partitionResult(part), "where " + part + " begins or ends")
                .offset();
    }

    /** Has the reader read the ledgers that are open, each from where it is. */
    private void assign() {
        List<LedgerLoad> reading =
                in(load -> load.end() != null && !load.result().isDone());
        reader.assign(reading.stream().map(LedgerLoad::orders).toList());
        reading.forEach(load -> reader.seek(load.orders(), load.nextRestored()));
    }

    private List<LedgerLoad> reading() {
        return in(load -> load.end() != null && !load.isRead() && !load.result().isDone());
    }

    private void read() throws InterruptedException {
        if (reading().isEmpty()) {
            return;
        }
        if (!readSome()) {
            List<LedgerLoad> waiting = reading();
            clear(waiting, "its records", () -> clearLedgers(waiting));
            learnEndsAgain(waiting);
        }
    }

    /** Whether records came. */
    private boolean readSome() {
        try {
            return read(reading());
        } catch (KafkaException e) {
            log.debug("reading the ledgers one by one, since one of them cannot be read", e); // whose load says so
            return readOneByOne(reading());
        }
    }

    /** What is thrown seldom says for which partition: the ledger that cannot be read must not fail the others' loads. */
    private boolean readOneByOne(List<LedgerLoad> reading) {
        boolean came = false;
        for (LedgerLoad load : reading) {
            reader.assign(List.of(load.orders()));
            reader.seek(load.orders(), load.nextRestored());
            try {
                came |= read(List.of(load));
            } catch (KafkaException e) {
                fail(load, e);
            }
        }
        assign();
        return came;
    }

    private boolean read(List<LedgerLoad> reading) {
        var records = reader.poll(SUSPECT_AFTER);
        for (LedgerLoad load : reading) {
            try {
                long next = reader.position(load.orders(), SUSPECT_AFTER);
                load.take(records.records(load.orders()), next, tools.taking());
            } catch (KafkaException e) {
                fail(load, e);
            }
        }
        return !records.isEmpty();
    }

    private List<String> clearLedgers(List<LedgerLoad> waiting) throws InterruptedException {
        // Before the look at who is wanted: the load of a queue that goes is cancelled before the generation without it
        // is told. So nothing is written for a queue that is another's in this generation.
        ConsumerGroupMetadata present = member.get();
        Set<TopicPartition> parts = waiting.stream()
                .filter(load -> !load.result().isDone())
                .map(LedgerLoad::orders)
                .collect(Collectors.toSet());
        return parts.isEmpty() ? List.of() : tools.cluster().open().clear(parts, present);
    }

    /**
     * What is written again comes behind the end that was told. And what was there and is not any more never comes: a log
     * was cut off, or a leader without the latest leads now.
     */
    private void learnEndsAgain(List<LedgerLoad> waiting) throws InterruptedException {
        Set<TopicPartition> parts = waiting.stream().map(LedgerLoad::orders).collect(Collectors.toSet());
        ListOffsetsResult ends = ask(parts, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        for (LedgerLoad load : waiting) {
            try {
                long end = offset(ends, load.orders());
                if (load.end() != null && end < load.end()) {
                    fail(load, new KafkaException(load.orders() + " ended at " + load.end() + ", and now at " + end));
                } else {
                    load.extent(load.nextRestored(), end);
                }
            } catch (KafkaException e) {
                load.awaits(e.toString());
            }
        }
    }

    private void finish() throws InterruptedException {
        List<LedgerLoad> read = in(load -> load.isRead() && !load.result().isDone());
        if (read.isEmpty()) {
            return;
        }
        Map<TopicPartition, Loaded> loaded = new HashMap<>();
        Set<TopicPartition> queues = read.stream()
                .map(LedgerLoad::queue)
                .collect(Collectors.toCollection(
                        () -> new TreeSet<>((one, other) -> Integer.compare(one.partition(), other.partition()))));
        ListOffsetsResult begins = ask(queues, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        ListOffsetsResult ends = ask(queues, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        String topicId = topicId();
        for (LedgerLoad load : read) {
            try {
                load.awaitTaken();
                TopicPartition queue = load.queue();
                loaded.put(
                        queue,
                        loaded(load, new Anchor.Queue(queue, topicId, offset(begins, queue), offset(ends, queue))));
            } catch (KafkaException e) {
                fail(load, e);
            }
        }
        tools.lastMoments()
                .recall(
                        reader,
                        Map.copyOf(loaded),
                        () -> read.stream().allMatch(load -> load.result().isDone()))
                .forEach((queue, replies) ->
                        loaded.computeIfPresent(queue, (same, without) -> without.toldAgain(replies)));
        new ArrayList<>(read).forEach(load -> {
            Loaded result = loaded.get(load.queue());
            if (result != null) {
                log.info("rebuilt the ledger of queue {}: {}", load.queue().partition(), load.times());
                load.result().complete(result);
            }
        });
        assign(); // the last moments were read with the same reader
    }

    private String topicId() throws InterruptedException {
        String requests = topics.requests();
        return AdminAnswers.await(
                        tools.cluster()
                                .admin()
                                .describeTopics(List.of(requests))
                                .allTopicNames(),
                        "the id of " + requests)
                .values()
                .iterator()
                .next()
                .topicId()
                .toString();
    }

    private static Loaded loaded(LedgerLoad load, Anchor.Queue queue) {
        Optional<OffsetAndMetadata> committed = load.committed();
        OffsetAndMetadata at = Anchor.goesOnAt(queue, committed == null ? Optional.empty() : committed, load.anchor());
        if (committed != null && committed.isEmpty() && load.anchor() != null) {
            log.warn(
                    "the group has no position in {}; it goes on at {}, as the ledger says", queue.name(), at.offset());
        }
        load.ledger()
                .restoredUpTo(at.offset(), PositionNote.parse(at.metadata()).logTime());
        return new Loaded(load.ledger(), at, queue.topicId(), List.of());
    }
}
