package io.seckill.backend.project;

import java.util.Comparator;

/**
 * Where a record of the ledger stands. Of two records of one order the greater one came later, whichever is read first:
 * within a queue by the offset, and among queues by their number, because an order goes to another queue only when
 * queues are added, and then to one of the new ones.
 */
record Place(int queue, long offset) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::queue).thenComparingLong(Place::offset);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
