package io.seckill.load.scale.event;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The clock of a simulation, in microseconds, and what happens next. Events of one instant happen in the order of their calls. */
public final class EventQueue {
    private record Event(double at, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));
    private double now;
    private long number;

    /** Microseconds since the beginning. */
    public double now() {
        return now;
    }

    /** Has {@code action} happen {@code micros} from now; a negative delay counts as none. */
    public void after(double micros, Runnable action) {
        events.add(new Event(now + Math.max(0, micros), number++, action));
    }

    /** Lets everything happen that happens before {@code micros}, and moves the clock there. */
    public void runUntil(double micros) {
        while (!events.isEmpty() && events.element().at() < micros) {
            Event next = events.remove();
            now = next.at();
            next.action().run();
        }
        now = Math.max(now, micros);
    }
}
