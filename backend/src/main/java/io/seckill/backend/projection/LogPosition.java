package io.seckill.backend.projection;

import java.util.Comparator;

/**
 * Where a record of the ledger stands. Of two records of one order the greater one came later, whichever is read first:
 * within a queue by the offset, and among queues by their number, because an order goes to another queue only when
 * queues are added, and then to one of the new ones.
 */
record LogPosition(int queue, long offset) implements Comparable<LogPosition> {
    private static final Comparator<LogPosition> ORDER =
            Comparator.comparingInt(LogPosition::queue).thenComparingLong(LogPosition::offset);

    @Override
    public int compareTo(LogPosition other) {
        return ORDER.compare(this, other);
    }
}
