package io.seckill.backend.decide;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Rows of a table, numbers from 0, found by hash. The table knows its rows' hashes.
 *
 * <p>Extendible hashing (R. Fagin and others, "Extendible Hashing", 1979): a directory leads to segments, and one that is
 * full is split, alone. So no row ever waits until all others have moved, which in a table of a million takes a good part
 * of a second. Within a segment it is open addressing with linear probing, and removal that leaves no gaps (Knuth, TAOCP 6.4,
 * algorithms L and R). A slot is four bytes: a row's number plus one, 0 is free, and in the bits that row numbers do not
 * need the hash, so that a probe seldom looks at another row, which would be a miss of the cache or two.
 */
final class RowIndex {
    /** Of the hash: they say where in its segment a row is, the others in which segment. */
    private static final int SLOT_BITS = 12;

    private static final int MOST_SLOTS = 1 << SLOT_BITS;
    private static final int MOST_DEPTH = Integer.SIZE - SLOT_BITS;
    private static final int FIRST_SLOTS = 8;
    private static final int[] NONE = {};

    private final IntUnaryOperator hashOf;

    /** As many as the deepest segment needs; one that is less deep is at each place that ends in its own bits. */
    private Segment[] directory = {new Segment(0, NONE)};

    private int rowMask = FIRST_SLOTS - 1;

    /** An empty index; {@code hashOf} gives the hash of a row, also while the row is being removed. */
    RowIndex(IntUnaryOperator hashOf) {
        this.hashOf = hashOf;
    }

    /** The row under {@code hash} that {@code matches}, or -1. */
    int find(int hash, IntPredicate matches) {
        return segmentOf(hash).find(hash, matches);
    }

    /** Takes {@code row}, which must be new. */
    void add(int hash, int row) {
        widenFor(row);
        Segment segment = segmentOf(hash);
        while (segment.isFull()) {
            if (segment.slots.length < MOST_SLOTS || segment.depth == MOST_DEPTH) {
                segment.grow();
            } else {
                split(segment, placeOf(hash));
                segment = segmentOf(hash);
            }
        }
        segment.add(hash, row);
    }

    /** Puts {@code later}, of the same hash, where {@code row} is. */
    void replace(int hash, int row, int later) {
        widenFor(later);
        Segment segment = segmentOf(hash);
        segment.slots[segment.slotOf(hash, row)] = entry(hash, later);
    }

    /** Removes {@code row}, which must be there. */
    void remove(int hash, int row) {
        segmentOf(hash).remove(hash, row);
    }

    private Segment segmentOf(int hash) {
        return directory[placeOf(hash)];
    }

    private int placeOf(int hash) {
        return (hash >>> SLOT_BITS) & (directory.length - 1);
    }

    private int entry(int hash, int row) {
        return (hash & ~rowMask) | (row + 1);
    }

    private int rowOf(int entry) {
        return (entry & rowMask) - 1;
    }

    /** Takes bits from the hashes in all slots where {@code row}'s number needs them: one pass, and no row is looked at. */
    private void widenFor(int row) {
        int wider = rowMask;
        while (row + 1 > wider) {
            wider = wider << 1 | 1;
        }
        if (wider == rowMask) {
            return;
        }
        int kept = ~wider | rowMask;
        for (int place = 0; place < directory.length; place++) {
            Segment segment = directory[place];
            if (place >> segment.depth == 0) { // the first of its places
                Arrays.setAll(segment.slots, slot -> segment.slots[slot] & kept);
            }
        }
        rowMask = wider;
    }

    private void split(Segment segment, int place) {
        int bit = 1 << segment.depth;
        if (bit == directory.length) {
            directory = Arrays.copyOf(directory, 2 * bit);
            System.arraycopy(directory, 0, directory, bit, bit);
        }
        Segment low = new Segment(segment.depth + 1, new int[MOST_SLOTS]);
        Segment high = new Segment(segment.depth + 1, new int[MOST_SLOTS]);
        for (int entry : segment.slots) {
            if (entry != 0) {
                int hash = hashOf.applyAsInt(rowOf(entry));
                ((hash >>> SLOT_BITS & bit) == 0 ? low : high).add(hash, rowOf(entry));
            }
        }
        for (int each = place & (bit - 1); each < directory.length; each += bit) {
            directory[each] = (each & bit) == 0 ? low : high;
        }
    }

    /** The rows whose hashes end, above those of the slots, in the same {@code depth} bits. */
    private final class Segment {
        private final int depth;
        private int[] slots;
        private int size;

        Segment(int depth, int[] slots) {
            this.depth = depth;
            this.slots = slots;
        }

        boolean isFull() {
            return size >= slots.length / 4 * 3;
        }

        int find(int hash, IntPredicate matches) {
            if (size == 0) {
                return -1;
            }
            int mask = slots.length - 1;
            for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
                boolean sameHash = ((slots[slot] ^ hash) & ~rowMask) == 0;
                if (sameHash && matches.test(rowOf(slots[slot]))) {
                    return rowOf(slots[slot]);
                }
            }
            return -1;
        }

        void add(int hash, int row) {
            int mask = slots.length - 1;
            int slot = hash & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = entry(hash, row);
            size++;
        }

        void grow() {
            int[] old = slots;
            slots = new int[Math.max(FIRST_SLOTS, 2 * old.length)];
            size = 0;
            for (int entry : old) {
                if (entry != 0) {
                    add(hashOf.applyAsInt(rowOf(entry)), rowOf(entry));
                }
            }
        }

        void remove(int hash, int row) {
            int mask = slots.length - 1;
            int hole = slotOf(hash, row);
            for (int next = (hole + 1) & mask; slots[next] != 0; next = (next + 1) & mask) {
                int fromHome = (next - hashOf.applyAsInt(rowOf(slots[next]))) & mask;
                int fromHole = (next - hole) & mask;
                if (fromHome >= fromHole) { // its way from home passes the hole, which would hide it
                    slots[hole] = slots[next];
                    hole = next;
                }
            }
            slots[hole] = 0;
            size--;
        }

        int slotOf(int hash, int row) {
            int mask = slots.length - 1;
            int slot = hash & mask;
            while (slots[slot] != entry(hash, row)) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }
}
