package io.seckill.layout;

import io.seckill.kafka.TopicSettings;
import io.seckill.slots.Modulo;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.slots.Routing;
import io.seckill.slots.SlotMap;
import io.seckill.v1.GrowthPhase;
import io.seckill.v1.QueueOffset;
import io.seckill.v1.SlotLayout;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How keys become queues, now and next. Immutable.
 *
 * @param partitioner by the table, or without one
 * @param orderingKey what a key is
 * @param table the table, of which {@link Modulo} needs the number of queues alone
 * @param phase how far a growth is
 * @param next the table to come, while the phase is not steady
 * @param seals where the seals are, once switched
 * @param awaits where the awaits are, once switched
 */
public record Layout(
        Partitioning partitioner,
        OrderingKey orderingKey,
        SlotMap table,
        GrowthPhase phase,
        @Nullable SlotMap next,
        List<QueueOffset> seals,
        List<QueueOffset> awaits) {
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
        return steady(topics.partitioner(), topics.orderingKey(), SlotMap.first(topics.queues()));
    }

    private static Layout steady(Partitioning partitioner, OrderingKey orderingKey, SlotMap table) {
        return new Layout(partitioner, orderingKey, table, GrowthPhase.GROWTH_PHASE_STEADY, null, List.of(), List.of());
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
        return partitioner == Partitioning.SLOTS ? current() : new Modulo(table.queues());
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
                partitioner,
                orderingKey,
                table,
                GrowthPhase.GROWTH_PHASE_FREEZING,
                table.grown(more),
                List.of(),
                List.of());
    }

    /** The same, once the seals and awaits are in the queues. */
    public Layout switched(List<QueueOffset> seals, List<QueueOffset> awaits) {
        return new Layout(partitioner, orderingKey, table, GrowthPhase.GROWTH_PHASE_SWITCHED, next, seals, awaits);
    }

    /** The same, once the growth is over. */
    public Layout grown() {
        return steady(partitioner, orderingKey, current());
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
