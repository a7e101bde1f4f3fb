package io.seckill.backend.decide.memory;

import java.util.function.IntPredicate;

/**
 * Entries, numbers from 0, found by hash.
 *
 * <p>Extendible hashing (R. Fagin and others, "Extendible Hashing", 1979): a directory leads to segments, and one that is
 * full is split, alone. So no entry ever waits until all others have moved, which with a million of them takes a good part
 * of a second.
 */
public final class HashIndex {
    /** Of the hash: they say where in its segment an entry is, the others in which segment. */
    private static final int SLOT_BITS = 12;

    private static final int MOST_SLOTS = 1 << SLOT_BITS;
    private static final int MOST_DEPTH = Integer.SIZE - SLOT_BITS;
    private static final int FIRST_SLOTS = 8;

    /** As many as the deepest segment needs; one that is less deep is at each place that ends in its own bits. */
    private IndexSegment[] directory = {new IndexSegment(0, FIRST_SLOTS)};

    /** The entry under {@code hash} that {@code matches}, or -1. */
    public int find(int hash, IntPredicate matches) {
        return segmentOf(hash).find(hash, matches);
    }

    /** Takes {@code entry}, which must be new under {@code hash}. */
    public void add(int hash, int entry) {
        IndexSegment segment = segmentOf(hash);
        while (segment.isFull()) {
            if (segment.slots() < MOST_SLOTS || segment.depth() == MOST_DEPTH) {
                segment.grow();
            } else {
                split(segment, placeOf(hash));
                segment = segmentOf(hash);
            }
        }
        segment.add(hash, entry);
    }

    /** Puts {@code later} where {@code entry} is, which must be there under {@code hash}. */
    public void replace(int hash, int entry, int later) {
        segmentOf(hash).replace(hash, entry, later);
    }

    /** Removes {@code entry} where it is there under {@code hash}. */
    public void remove(int hash, int entry) {
        segmentOf(hash).remove(hash, entry);
    }

    private IndexSegment segmentOf(int hash) {
        return directory[placeOf(hash)];
    }

    private int placeOf(int hash) {
        return (hash >>> SLOT_BITS) & (directory.length - 1);
    }

    private void split(IndexSegment segment, int place) {
        int bit = 1 << segment.depth();
        if (bit == directory.length) {
            IndexSegment[] twice = new IndexSegment[2 * bit];
            System.arraycopy(directory, 0, twice, 0, bit);
            System.arraycopy(directory, 0, twice, bit, bit);
            directory = twice;
        }
        IndexSegment low = new IndexSegment(segment.depth() + 1, MOST_SLOTS);
        IndexSegment high = new IndexSegment(segment.depth() + 1, MOST_SLOTS);
        segment.forEach((hash, entry) -> ((hash >>> SLOT_BITS & bit) == 0 ? low : high).add(hash, entry));
        for (int each = place & (bit - 1); each < directory.length; each += bit) {
            directory[each] = (each & bit) == 0 ? low : high;
        }
    }
}
