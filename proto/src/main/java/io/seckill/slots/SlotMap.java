package io.seckill.slots;

import io.seckill.v1.SlotTable;
import java.util.Arrays;
import java.util.stream.IntStream;

/** One version of the table that gives each slot its queue. Immutable. */
public final class SlotMap implements Routing {
    private final long version;
    private final int queues;
    private final int[] queueOfSlot;

    private SlotMap(long version, int queues, int[] queueOfSlot) {
        this.version = version;
        this.queues = queues;
        this.queueOfSlot = queueOfSlot;
    }

    /** The first table: the slots spread over {@code queues} by {@link JumpHash}. */
    public static SlotMap first(int queues) {
        return spread(1, queues);
    }

    /**
     * The table that {@code record} holds.
     *
     * @throws IllegalArgumentException where it names another number of slots, or a queue that it does not have
     */
    public static SlotMap of(SlotTable record) {
        int queues = record.getQueues();
        if (record.getSlotsCount() != Slots.COUNT) {
            throw new IllegalArgumentException("a table of " + record.getSlotsCount() + " slots, not " + Slots.COUNT);
        }
        int[] queueOfSlot =
                record.getSlotsList().stream().mapToInt(Integer::intValue).toArray();
        if (Arrays.stream(queueOfSlot).anyMatch(queue -> queue < 0 || queue >= queues)) {
            throw new IllegalArgumentException("a slot of a queue beyond the " + queues + " of its table");
        }
        return new SlotMap(record.getVersion(), queues, queueOfSlot);
    }

    /**
     * The next table, of {@code more} queues: each slot stays, or moves to a new queue.
     *
     * @throws IllegalArgumentException where {@code more} is not more than there are
     */
    public SlotMap grown(int more) {
        if (more <= queues) {
            throw new IllegalArgumentException("from " + queues + " to " + more + " queues is no growth");
        }
        return spread(version + 1, more);
    }

    private static SlotMap spread(long version, int queues) {
        return new SlotMap(
                version,
                queues,
                IntStream.range(0, Slots.COUNT)
                        .map(slot -> JumpHash.bucketOf(slot, queues))
                        .toArray());
    }

    /** Which of the tables it is, from 1. */
    public long version() {
        return version;
    }

    @Override
    public int queues() {
        return queues;
    }

    @Override
    public int queueOf(byte[] key) {
        return queueOfSlot[Slots.slotOf(key)];
    }

    /** The queue of {@code slot}. */
    public int queueOfSlot(int slot) {
        return queueOfSlot[slot];
    }

    /** The table as the topic and the seals hold it. */
    public SlotTable record() {
        return SlotTable.newBuilder()
                .setVersion(version)
                .setQueues(queues)
                .addAllSlots(Arrays.stream(queueOfSlot).boxed().toList())
                .build();
    }
}
