package io.seckill.backend.decide;

import java.util.function.IntPredicate;

/**
 * Entries, numbers from 0, found by hash: open addressing with linear probing, and removal that leaves no gaps (Knuth,
 * TAOCP 6.4, algorithms L and R). A slot holds hash and entry, so that neither a probe nor a growing looks elsewhere.
 */
final class SlotIndex {
    private static final int FIRST_SLOTS = 16;

    private long[] slots = new long[FIRST_SLOTS]; // hash in the high half, entry plus one in the low; 0 is free
    private int size;

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

    /** Takes {@code entry}, which must be new under {@code hash}. */
    void add(int hash, int entry) {
        if (size + 1 > slots.length / 5 * 4) {
            grow();
        }
        size++;
        place(((long) hash << Integer.SIZE) | (entry + 1));
    }

    /** Removes {@code entry} where it is there under {@code hash}. */
    void remove(int hash, int entry) {
        int mask = slots.length - 1;
        int hole = hash & mask;
        while (slots[hole] != 0 && (hashAt(hole) != hash || entryAt(hole) != entry)) {
            hole = (hole + 1) & mask;
        }
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

    private void grow() {
        long[] old = slots;
        slots = new long[2 * old.length];
        for (long slot : old) {
            if (slot != 0) {
                place(slot);
            }
        }
    }

    private void place(long content) {
        int mask = slots.length - 1;
        int slot = (int) (content >> Integer.SIZE) & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = content;
    }

    private int hashAt(int slot) {
        return (int) (slots[slot] >> Integer.SIZE);
    }

    private int entryAt(int slot) {
        return (int) slots[slot] - 1;
    }
}
