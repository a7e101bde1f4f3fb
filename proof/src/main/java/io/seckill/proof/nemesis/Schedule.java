package io.seckill.proof.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws faults: one after the other with short rests between, some while the one before lasts, never more than two at a
 * time. Most are short. The same random numbers draw the same faults.
 */
final class Schedule {
    /** Bounds of random times, in milliseconds. */
    private record Range(long shortest, long longest) {
        Duration draw(RandomGenerator random) {
            return Duration.ofMillis(random.nextLong(shortest, longest));
        }
    }

    private static final Range REST = new Range(100, 500);
    private static final Range SHORT = new Range(100, 1_000);
    private static final Range LONG = new Range(1_000, 6_000); // outlasts the sessions of Kafka's clients
    private static final Range DELAY = new Range(5, 1_500);

    private static final double LASTING = 0.25;
    private static final double OVERLAPPING = 0.25;

    /** How often service must be full first: each time takes a while, and without none would know when it is. */
    private static final double WAITING = 0.5;

    /** How often a fault of processes is one of brokers, where one of them may go. */
    private static final double OF_BROKERS = 0.4;

    private final RandomGenerator random;
    private final Targets targets;
    private final List<FaultKind> kinds;

    private Schedule(RandomGenerator random, Targets targets, Set<FaultKind> kinds) {
        this.random = random;
        this.targets = targets;
        this.kinds = kinds.stream()
                .sorted() // whatever set it is, the same faults are drawn
                .filter(kind -> !targets.of(kind, false).isEmpty())
                .toList();
    }

    /** Faults of {@code kinds} that are all over when {@code duration} is, in the order in which they begin. */
    static List<PlannedFault> draw(RandomGenerator random, Targets targets, Set<FaultKind> kinds, Duration duration) {
        return new Schedule(random, targets, kinds).drawUntil(duration);
    }

    private List<PlannedFault> drawUntil(Duration end) {
        List<PlannedFault> all = new ArrayList<>();
        @Nullable PlannedFault alone = null; // the last one, where nothing overlaps it yet
        Duration free = Duration.ZERO; // from here on nothing lasts
        while (true) {
            PlannedFault next = one(free.plus(REST.draw(random)));
            boolean overlaps = random.nextDouble() < OVERLAPPING && alone != null && next.goesWith(alone);
            if (overlaps && alone != null) {
                long into = (long) (alone.length().toMillis() * random.nextDouble());
                next = next.overlappingFrom(alone.begin().plusMillis(into));
            }
            if (next.end().compareTo(end) > 0) {
                return all;
            }
            all.add(next);
            alone = overlaps ? null : next;
            free = next.end().compareTo(free) > 0 ? next.end() : free;
        }
    }

    private PlannedFault one(Duration begin) {
        FaultKind kind = any(kinds);
        String target = any(targets.of(kind, random.nextDouble() < OF_BROKERS));
        Duration length = kind.isOverAtOnce() ? Duration.ZERO : length();
        Duration delay = kind == FaultKind.DELAY ? DELAY.draw(random) : Duration.ZERO;
        return new PlannedFault(kind, target, begin, length, delay, random.nextDouble() < WAITING);
    }

    private Duration length() {
        return (random.nextDouble() < LASTING ? LONG : SHORT).draw(random);
    }

    private <T> T any(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }
}
