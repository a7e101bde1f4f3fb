package io.seckill.backend.decide.memory;

import java.util.function.IntPredicate;

/**
 * The entries of a {@link HashIndex} whose hashes end, above the bits that find the slot, in the same bits.
 *
 * <p>Open addressing with linear probing, and removal that leaves no gaps (Knuth, TAOCP 6.4, algorithms L and R). A slot
 * holds hash and entry, so that neither a probe nor a split looks at what the entry stands for, a miss of the cache or two.
 */
final class IndexSegment {
    /** Takes what a segment holds. */
    interface Taker {
        void take(int hash, int entry);
    }

    private final int depth;
    private long[] slots; // hash in the high half, entry plus one in the low; 0 is free
    private int size;

    /** An empty segment of {@code slots}, a power of two, whose hashes have {@code depth} bits in common. */
    IndexSegment(int depth, int slots) {
        this.depth = depth;
        this.slots = new long[slots];
    }

    int depth() {
        return depth;
    }

    int slots() {
        return slots.length;
    }

    boolean isFull() {
        return size >= slots.length / 4 * 3;
    }

    /** The entry under {@code hash} that {@code matches}, or -1. */
    int find(int hash, IntPredicate matches) {
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            if (hashAt(slot) == hash && matches.test(entryAt(slot))) {
                return entryAt(slot);
            }
        }
        return -1;
    }

    /** Takes {@code entry}; only while it is not full. */
    void add(int hash, int entry) {
        slots[slotOf(hash, 0)] = content(hash, entry);
        size++;
    }

    /** Puts {@code later} where {@code entry} is. */
    void replace(int hash, int entry, int later) {
        slots[slotOf(hash, content(hash, entry))] = content(hash, later);
    }

    /** Removes {@code entry} where it is there. */
    void remove(int hash, int entry) {
        int mask = slots.length - 1;
        int hole = slotOf(hash, content(hash, entry));
        if (slots[hole] == 0) {
            return;
        }
        for (int next = (hole + 1) & mask; slots[next] != 0; next = (next + 1) & mask) {
            int fromHome = (next - hashAt(next)) & mask;
            int fromHole = (next - hole) & mask;
            if (fromHome >= fromHole) { // its way from home passes the hole, which would hide it
                slots[hole] = slots[next];
                hole = next;
            }
        }
        slots[hole] = 0;
        size--;
    }

    /** Makes room for as many again. */
    void grow() {
        IndexSegment twice = new IndexSegment(depth, 2 * slots.length);
        forEach(twice::add);
        slots = twice.slots;
    }

    void forEach(Taker taker) {
        for (int slot = 0; slot < slots.length; slot++) {
            if (slots[slot] != 0) {
                taker.take(hashAt(slot), entryAt(slot));
            }
        }
    }

    /** The first slot from the home of {@code hash} that holds {@code content}, or is free. */
    private int slotOf(int hash, long content) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0 && slots[slot] != content) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static long content(int hash, int entry) {
        return ((long) hash << Integer.SIZE) | (entry + 1);
    }

    private int hashAt(int slot) {
        return (int) (slots[slot] >> Integer.SIZE);
    }

    private int entryAt(int slot) {
        return (int) slots[slot] - 1;
    }
}
