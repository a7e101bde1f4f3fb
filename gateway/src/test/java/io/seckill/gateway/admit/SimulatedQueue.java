package io.seckill.gateway.admit;

import io.seckill.gateway.backlog.Backlog;
import io.seckill.v1.QueuePosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One queue, the backend that decides it and the gateways that fill it, a millisecond at a time.
 *
 * <p>Appends are acknowledged after {@value #ACKNOWLEDGED_AFTER} ms; decisions are committed, and told to all gateways, every
 * {@value #COMMIT_EVERY} ms.
 */
final class SimulatedQueue {
    private static final long ACKNOWLEDGED_AFTER = 5;
    private static final long COMMIT_EVERY = 20;

    private record Sent(int gateway, long at) {}

    private final List<Backlog> backlogLimit = new ArrayList<>();
    private final List<BacklogLimit> limits = new ArrayList<>();
    private final Deque<Sent> unacknowledged = new ArrayDeque<>();
    private final Deque<Long> inLine = new ArrayDeque<>(); // when each was sent
    private long now = 1_000_000;
    private long appended;
    private long decided;
    private double due;
    private double ratePerMilli;

    private long accepted;
    private long refused;
    private long longestWait;
    private long longestRetry;

    SimulatedQueue(int gateways, Duration longest, double ratePerMilli) {
        this.ratePerMilli = ratePerMilli;
        for (int i = 0; i < gateways; i++) {
            Backlog backlog = new Backlog(1, () -> now);
            backlogLimit.add(backlog);
            limits.add(new BacklogLimit(backlog, longest, () -> now));
        }
    }

    void decideAt(double perMilli) {
        ratePerMilli = perMilli;
    }

    /** Lets {@code perMilli} purchases come each millisecond, by turns to each gateway. */
    void run(Duration duration, double perMilli) {
        accepted = 0;
        refused = 0;
        longestWait = 0;
        longestRetry = 0;
        double coming = 0;
        for (long end = now + duration.toMillis(); now < end; now++) {
            for (coming += perMilli; coming >= 1; coming--) {
                arrive((int) ((accepted + refused) % backlogLimit.size()));
            }
            acknowledge();
            decide();
        }
    }

    private void arrive(int gateway) {
        long closed = limits.get(gateway).closedForMillis(0);
        if (closed > 0 || !limits.get(gateway).mayJoin(0)) {
            refused++;
            longestRetry = Math.max(longestRetry, closed);
            return;
        }
        accepted++;
        backlogLimit.get(gateway).sent(0);
        unacknowledged.add(new Sent(gateway, now));
    }

    private void acknowledge() {
        while (!unacknowledged.isEmpty() && unacknowledged.element().at + ACKNOWLEDGED_AFTER <= now) {
            Sent sent = unacknowledged.remove();
            backlogLimit.get(sent.gateway).appended(0, appended++);
            inLine.add(sent.at);
        }
    }

    private void decide() {
        due += ratePerMilli;
        if (now % COMMIT_EVERY != 0) {
            return;
        }
        for (; due >= 1 && !inLine.isEmpty(); due--) {
            longestWait = Math.max(longestWait, now - inLine.remove());
            decided++;
        }
        due = inLine.isEmpty() ? 0 : due;
        var position = QueuePosition.newBuilder().setQueue(0).setOffset(decided).build();
        backlogLimit.forEach(backlog -> backlog.advance(List.of(position)));
    }

    long accepted() {
        return accepted;
    }

    long refused() {
        return refused;
    }

    long longestWait() {
        return longestWait;
    }

    long longestRetry() {
        return longestRetry;
    }

    long decided() {
        return decided;
    }
}
