package io.seckill.backend.consume;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.deliver.Reply;
import io.seckill.kafka.TopicSettings;
import io.seckill.v1.LedgerRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Rebuilds the ledgers of queues that this backend takes over.
 *
 * <p>The trap: the earlier owner's last transaction may be open still, its orders neither visible nor gone. So, in this
 * order: (1) the group's stable position of each queue, which the broker withholds while a transaction may yet move it;
 * since the queue's former owner is out of the group's generation, no other can follow. (2) The end of the ledger as
 * seen without regard to transactions: every order up to that position is before it. (3) The ledger's committed
 * records up to that end, which again waits for whatever is open. Each wait ends when the dead owner is fenced, at the
 * latest when the broker times its transaction out, or when {@link ForgottenTransactions} has ended what nobody else will. In the end {@link LastMoments} finds what to tell again. A loader is used by one thread at a time.
 */
final class LedgerLoader {
    /**
     * A ledger and the place in its queue where it is up to date.
     *
     * @param position the first command that is not part of it
     * @param again what was decided last before it, to be told again
     */
    record Loaded(Ledger ledger, long position, List<Reply> again) {
        private Loaded toldAgain(List<Reply> replies) {
            return new Loaded(ledger, position, replies);
        }
    }

    /** How long one request waits before a dead owner is suspected. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final Admin admin;
    private final Obstacles obstacles;
    private final TopicSettings topics;
    private final Supplier<Ledger> emptyLedgers;
    private final LastMoments lastMoments;

    LedgerLoader(
            Supplier<Consumer<byte[], byte[]>> readers,
            Admin admin,
            Obstacles obstacles,
            TopicSettings topics,
            Supplier<Ledger> emptyLedgers,
            LastMoments lastMoments) {
        this.readers = readers;
        this.admin = admin;
        this.obstacles = obstacles;
        this.topics = topics;
        this.emptyLedgers = emptyLedgers;
        this.lastMoments = lastMoments;
    }

    /**
     * Rebuilds the ledgers of {@code queues}, partitions of the request topic.
     *
     * @param givenUp says when the queues are no longer wanted
     * @throws KafkaException where the cluster refuses; it may be tried again
     * @throws CancellationException where it was given up
     */
    Map<TopicPartition, Loaded> load(Set<TopicPartition> queues, BooleanSupplier givenUp) throws InterruptedException {
        Consumer<byte[], byte[]> reader = readers.get();
        try {
            freeItems();
            Map<TopicPartition, OffsetAndMetadata> positions = stablePositions(reader, queues, givenUp);
            Map<TopicPartition, Long> ends = uncommittedEnds(queues);
            Map<Integer, Ledger> ledgers = read(reader, ends, givenUp);
            Map<TopicPartition, Loaded> loaded = new HashMap<>();
            positions.forEach((queue, position) -> {
                Ledger ledger = ledgers.computeIfAbsent(queue.partition(), none -> emptyLedgers.get());
                ledger.restoredUpTo(position.offset(), OwnedQueue.logTime(position));
                loaded.put(queue, new Loaded(ledger, position.offset(), List.of()));
            });
            lastMoments
                    .recall(reader, Map.copyOf(loaded), givenUp)
                    .forEach((queue, replies) ->
                            loaded.computeIfPresent(queue, (same, without) -> without.toldAgain(replies)));
            return loaded;
        } finally {
            // At once: by default it waits for the fetch that it has sent ahead, half a second that a take-over lacks.
            reader.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /** A dead owner's open transaction that tells of items would hide from the gateways all that others tell of theirs. */
    private void freeItems() throws InterruptedException {
        List<TopicPartition> items = List.of(new TopicPartition(topics.items(), 0));
        if (!offsets(items, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED)
                .equals(offsets(items, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED))) {
            obstacles.clear(items);
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> stablePositions(
            Consumer<?, ?> reader, Set<TopicPartition> queues, BooleanSupplier givenUp) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = null;
        while (committed == null) {
            try {
                committed = reader.committed(queues, PATIENCE);
            } catch (TimeoutException unstable) {
                continueUnless(givenUp);
                obstacles.clearPositions();
            }
        }
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        committed.forEach((queue, position) -> {
            if (position != null) {
                positions.put(queue, position);
            }
        });
        Set<TopicPartition> untouched = new HashSet<>(queues);
        untouched.removeAll(positions.keySet());
        offsets(untouched, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED)
                .forEach((queue, first) -> positions.put(queue, new OffsetAndMetadata(first)));
        return positions;
    }

    private Map<TopicPartition, Long> uncommittedEnds(Collection<TopicPartition> queues) throws InterruptedException {
        List<TopicPartition> parts = queues.stream()
                .map(queue -> new TopicPartition(topics.orders(), queue.partition()))
                .toList();
        return offsets(parts, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> parts, OffsetSpec which, IsolationLevel seen)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = parts.stream().collect(Collectors.toMap(part -> part, part -> which));
        try {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            admin.listOffsets(asked, new ListOffsetsOptions(seen))
                    .all()
                    .get()
                    .forEach((part, answer) -> offsets.put(part, answer.offset()));
            return offsets;
        } catch (ExecutionException e) {
            throw new KafkaException("cannot learn where " + parts + " begin or end", e.getCause());
        }
    }

    private Map<Integer, Ledger> read(
            Consumer<byte[], byte[]> reader, Map<TopicPartition, Long> ends, BooleanSupplier givenUp)
            throws InterruptedException {
        Map<Integer, Ledger> ledgers = new HashMap<>();
        reader.assign(ends.keySet());
        reader.seekToBeginning(ends.keySet());
        while (!reached(reader, ends)) {
            continueUnless(givenUp);
            var records = reader.poll(PATIENCE);
            if (records.isEmpty() && !reached(reader, ends)) {
                obstacles.clear(ends.keySet());
            }
            for (TopicPartition part : records.partitions()) {
                restore(ledgers.computeIfAbsent(part.partition(), none -> emptyLedgers.get()), records.records(part));
            }
        }
        return ledgers;
    }

    private static void continueUnless(BooleanSupplier givenUp) {
        if (givenUp.getAsBoolean()) {
            throw new CancellationException("the queues are no longer wanted");
        }
    }

    private static void restore(Ledger ledger, List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.value() == null) {
                ledger.restoreForgotten(new String(record.key(), StandardCharsets.UTF_8));
            } else {
                restore(ledger, record);
            }
        }
    }

    private static void restore(Ledger ledger, ConsumerRecord<byte[], byte[]> record) {
        try {
            ledger.restore(LedgerRecord.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            // To go on without it could sell a unit twice: an operator must look.
            throw new KafkaException(
                    "the ledger is damaged at " + record.topic() + "-" + record.partition() + ", offset "
                            + record.offset(),
                    e);
        }
    }

    private static boolean reached(Consumer<?, ?> reader, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> reader.position(end.getKey()) >= end.getValue());
    }
}
