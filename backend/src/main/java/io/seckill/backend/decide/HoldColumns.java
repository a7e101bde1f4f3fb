package io.seckill.backend.decide;

import io.seckill.v1.OrderStatus;
import java.util.Arrays;

/**
 * What an {@link OrderTable} keeps of an item whose orders are held for payment: 17 bytes a row. The reserved rows form a
 * binary heap (Knuth, TAOCP 5.2.3) in which each knows its place, so that any of them can leave it.
 */
final class HoldColumns {
    private long[] heldUntil; // 0: never held
    private byte[] status; // an OrderStatus by its number
    private int[] previous; // the user's order before, plus one; 0 for none
    private int[] place; // in the heap, plus one; 0: not reserved
    private int[] heap = {}; // the row whose hold ends first comes first
    private int reserved;

    HoldColumns(int rows) {
        heldUntil = new long[rows];
        status = new byte[rows];
        previous = new int[rows];
        place = new int[rows];
    }

    void grow(int rows) {
        heldUntil = Arrays.copyOf(heldUntil, rows);
        status = Arrays.copyOf(status, rows);
        previous = Arrays.copyOf(previous, rows);
        place = Arrays.copyOf(place, rows);
    }

    /** Takes a row's order as it is, in place of what was there. */
    void set(int row, OrderStatus newStatus, long until) {
        heldUntil[row] = until;
        status[row] = (byte) newStatus.getNumber();
        if (newStatus == OrderStatus.ORDER_STATUS_RESERVED) {
            if (reserved == heap.length) {
                heap = Arrays.copyOf(heap, Math.max(4, reserved + (reserved >> 1)));
            }
            put(row, reserved++);
            rise(row);
        }
    }

    /** Gives the row another status, which ends its hold where it is reserved. */
    void settle(int row, OrderStatus newStatus) {
        status[row] = (byte) newStatus.getNumber();
        if (place[row] == 0) {
            return;
        }
        int hole = place[row] - 1;
        int last = heap[--reserved];
        put(last, hole);
        place[row] = 0;
        if (last != row) {
            sink(last);
            rise(last);
        }
    }

    OrderStatus status(int row) {
        return OrderStatus.forNumber(status[row]);
    }

    long heldUntil(int row) {
        return heldUntil[row];
    }

    /** How many rows are reserved. */
    int reserved() {
        return reserved;
    }

    /** The reserved row whose hold ends first; only where there is one. */
    int first() {
        return heap[0];
    }

    int previous(int row) {
        return previous[row];
    }

    void previous(int row, int entry) {
        previous[row] = entry;
    }

    private void rise(int row) {
        int at = place[row] - 1;
        while (at > 0 && before(row, heap[(at - 1) / 2])) {
            put(heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }
        put(row, at);
    }

    private void sink(int row) {
        int at = place[row] - 1;
        for (int child = 2 * at + 1; child < reserved; child = 2 * at + 1) {
            if (child + 1 < reserved && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], row)) {
                break;
            }
            put(heap[child], at);
            at = child;
        }
        put(row, at);
    }

    private void put(int row, int at) {
        heap[at] = row;
        place[row] = at + 1;
    }

    private boolean before(int one, int other) {
        return heldUntil[one] < heldUntil[other];
    }
}
