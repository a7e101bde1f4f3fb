package io.seckill.layout;

import io.seckill.kafka.TopicSettings;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.slots.Routing;
import io.seckill.slots.SlotMap;
import io.seckill.v1.GrowthPhase;
import io.seckill.v1.QueueOffset;
import io.seckill.v1.SlotLayout;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How keys become queues, now and next. Immutable.
 *
 * @param partitioner by the table, or without one
 * @param orderingKey what a key is
 * @param table the table, of which the partitioner {@code modulo} needs the number of queues alone
 * @param phase how far a growth is
 * @param next the table to come, while the phase is not steady
 * @param seals where the seals are by which the present table came to be
 * @param awaits where the awaits are, likewise
 */
public record Layout(
        Partitioning partitioner,
        OrderingKey orderingKey,
        SlotMap table,
        GrowthPhase phase,
        @Nullable SlotMap next,
        List<QueueOffset> seals,
        List<QueueOffset> awaits) {
    /** The first table's: no mark tells of that one. */
    private static final long FIRST_VERSION = 1;

    /** Checks that there is a next table exactly while a growth is under way. */
    public Layout {
        if ((next == null) != (phase == GrowthPhase.GROWTH_PHASE_STEADY)) {
            throw new IllegalArgumentException(
                    "the phase " + phase + (next == null ? " without" : " with") + " a next table");
        }
        seals = List.copyOf(seals);
        awaits = List.copyOf(awaits);
    }

    /** What there is before queues were ever added. */
    public static Layout first(TopicSettings topics) {
        return new Layout(
                topics.partitioner(),
                topics.orderingKey(),
                SlotMap.first(topics.queues()),
                GrowthPhase.GROWTH_PHASE_STEADY,
                null,
                List.of(),
                List.of());
    }

    /**
     * The layout that {@code record} holds.
     *
     * @throws IllegalArgumentException where it is none, or one that this build does not know
     */
    public static Layout of(SlotLayout record) {
        return new Layout(
                Partitioning.valueOf(record.getPartitioner().toUpperCase(Locale.ROOT)),
                OrderingKey.valueOf(record.getOrderingKey().toUpperCase(Locale.ROOT)),
                SlotMap.of(record.getTable()),
                record.getPhase(),
                record.hasNext() ? SlotMap.of(record.getNext()) : null,
                record.getSealsList(),
                record.getAwaitsList());
    }

    /** By which commands go to queues now. Between freezing and switching those of slots that move must wait. */
    public Routing routing() {
        return partitioner.over(current());
    }

    /** The table by which commands go now: the next one once switched. */
    public SlotMap current() {
        return next != null && phase == GrowthPhase.GROWTH_PHASE_SWITCHED ? next : table;
    }

    /** The table for which slots that move are to be held back now; null where none is. */
    public @Nullable SlotMap awaited() {
        return phase == GrowthPhase.GROWTH_PHASE_FREEZING ? next : null;
    }

    /** How many queues there are, those included that are being added. */
    public int queues() {
        return next == null ? table.queues() : next.queues();
    }

    /** The same, once a growth to {@code more} queues has begun. */
    public Layout freezing(int more) {
        return new Layout(
                partitioner, orderingKey, table, GrowthPhase.GROWTH_PHASE_FREEZING, table.grown(more), seals, awaits);
    }

    /** The same, once the seals and awaits are in the queues. */
    public Layout switched(List<QueueOffset> seals, List<QueueOffset> awaits) {
        return new Layout(partitioner, orderingKey, table, GrowthPhase.GROWTH_PHASE_SWITCHED, next, seals, awaits);
    }

    /** The same, once the growth is over. */
    public Layout grown() {
        return new Layout(partitioner, orderingKey, current(), GrowthPhase.GROWTH_PHASE_STEADY, null, seals, awaits);
    }

    /**
     * Whether this may be said after {@code before}: it is of the same keys, and further on. Of two that were written at the
     * same time so the first in the log is heard, by all who read it, and the other is not.
     */
    public boolean follows(Layout before) {
        boolean sameKeys = partitioner == before.partitioner && orderingKey == before.orderingKey;
        boolean sameGrowth = goal().version() != before.goal().version() || queues() == before.queues();
        return sameKeys && sameGrowth && step() > before.step();
    }

    /** Counts the phases from the first layout on; some may be left out, where the topic was compacted. */
    private long step() {
        int phases = 3;
        int inGrowth = switch (phase) {
            case GROWTH_PHASE_FREEZING -> 0;
            case GROWTH_PHASE_SWITCHED -> 1;
            default -> 2;
        };
        return goal().version() * phases + inGrowth;
    }

    private SlotMap goal() {
        return next == null ? table : next;
    }

    /**
     * The table of which a queue has heard that is read from {@code position} on, by the seals and awaits before that; null
     * where it has heard of none, and takes every key.
     */
    public @Nullable SlotMap heard(int queue, long position) {
        Optional<QueueOffset> mark = Stream.concat(seals.stream(), awaits.stream())
                .filter(each -> each.getQueue() == queue)
                .findFirst();
        if (mark.isPresent() && position > mark.get().getOffset()) {
            return current();
        }
        // Before the mark of a growth that is over, the queue was set back: it hears of the tables again as it reads
        // on.
        boolean setBack = mark.isPresent() && next == null;
        return setBack || table.version() == FIRST_VERSION || queue >= table.queues() ? null : table;
    }

    /** As the topic holds it. */
    public SlotLayout record() {
        SlotLayout.Builder record = SlotLayout.newBuilder()
                .setTable(table.record())
                .setOrderingKey(orderingKey.toString())
                .setPartitioner(partitioner.toString())
                .setPhase(phase)
                .addAllSeals(seals)
                .addAllAwaits(awaits);
        if (next != null) {
            record.setNext(next.record());
        }
        return record.build();
    }
}
