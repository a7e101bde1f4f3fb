package io.seckill.backend.decide;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Rows of a table, numbers from 0, found by hash: open addressing with linear probing, and removal that leaves no gaps
 * (Knuth, TAOCP 6.4, algorithms L and R). A slot is four bytes: a row's number plus one, 0 is free, and in the bits that
 * row numbers do not need the hash, so that a probe seldom looks at another row, which would be a miss of the cache or
 * two. The table knows its rows' hashes.
 */
final class RowIndex {
    private static final int FIRST_SLOTS = 8;
    private static final int[] NONE = {};

    private final IntUnaryOperator hashOf;
    private int[] slots = NONE; // as long as row numbers are high, whatever the size
    private int size;

    /** An empty index; {@code hashOf} gives the hash of a row, also while the row is being removed. */
    RowIndex(IntUnaryOperator hashOf) {
        this.hashOf = hashOf;
    }

    /** The row under {@code hash} that {@code matches}, or -1. */
    int find(int hash, IntPredicate matches) {
        if (size == 0) {
            return -1;
        }
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            boolean sameHash = ((slots[slot] ^ hash) & ~mask) == 0;
            if (sameHash && matches.test(rowAt(slot))) {
                return rowAt(slot);
            }
        }
        return -1;
    }

    /** Takes {@code row}, which must be new. */
    void add(int hash, int row) {
        size++;
        makeRoom(row);
        place(hash, row);
    }

    /** Puts {@code later}, of the same hash, where {@code row} is. */
    void replace(int hash, int row, int later) {
        makeRoom(later);
        slots[slotOf(hash, row)] = entry(hash, later);
    }

    /** Removes {@code row}, which must be there. */
    void remove(int hash, int row) {
        int mask = slots.length - 1;
        int hole = slotOf(hash, row);
        for (int next = (hole + 1) & mask; slots[next] != 0; next = (next + 1) & mask) {
            int fromHome = (next - hashOf.applyAsInt(rowAt(next))) & mask;
            int fromHole = (next - hole) & mask;
            if (fromHome >= fromHole) { // its way from home passes the hole, which would hide it
                slots[hole] = slots[next];
                hole = next;
            }
        }
        slots[hole] = 0;
        size--;
    }

    private int slotOf(int hash, int row) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != entry(hash, row)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Keeps the index at most three quarters full, and {@code row}'s number within a slot. */
    private void makeRoom(int row) {
        int length = Math.max(FIRST_SLOTS, slots.length);
        while (size > length / 4 * 3 || row + 1 >= length) {
            length *= 2;
        }
        if (length == slots.length) {
            return;
        }
        int[] old = slots;
        slots = new int[length];
        for (int entry : old) {
            if (entry != 0) {
                int earlier = (entry & (old.length - 1)) - 1;
                place(hashOf.applyAsInt(earlier), earlier);
            }
        }
    }

    private int entry(int hash, int row) {
        return (hash & -slots.length) | (row + 1);
    }

    private int rowAt(int slot) {
        return (slots[slot] & (slots.length - 1)) - 1;
    }

    private void place(int hash, int row) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry(hash, row);
    }
}
