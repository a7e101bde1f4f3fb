package io.seckill.proof.nemesis;

import io.seckill.proof.field.Direction;
import io.seckill.proof.field.Field;
import io.seckill.proof.field.Link;
import io.seckill.proof.field.Part;
import io.seckill.proof.history.HistoryWriter;
import io.seckill.proof.history.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts faults on a field and takes them off again, as a {@link Schedule} says, and writes down when. A majority of the
 * brokers always runs and hears each other: one that was away is in sync again before the next fault of brokers.
 */
public final class Nemesis {
    private static final Duration IN_SYNC_WITHIN = Duration.ofSeconds(30);
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(20); // more than the bound that is checked
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Field field;
    private final Service service;
    private final HistoryWriter history;
    private final List<Open> open = new ArrayList<>();
    private long faults;

    /** Knows whether the field serves. */
    @FunctionalInterface
    public interface Service {
        /**
         * Waits until all of it has served what was sent after {@code since}, a time of the history.
         *
         * @throws TimeoutException where it has not within {@code patience}
         */
        void awaitFull(long since, Duration patience) throws InterruptedException, TimeoutException;
    }

    /** A fault that lasts, and when it is to end by the history's clock. */
    private record Open(long number, PlannedFault fault, long end) {}

    /** Puts faults on {@code field}, and waits for {@code service} between some of them. */
    public Nemesis(Field field, Service service, HistoryWriter history) {
        this.field = field;
        this.service = service;
        this.history = history;
    }

    /**
     * Draws faults of {@code kinds} from {@code random} and puts them on the field for {@code duration} at most; at the end, and
     * where it is interrupted, all are over. Processes that were started again need not be ready yet.
     *
     * @return how many faults there were
     */
    public long run(Set<FaultKind> kinds, Random random, Duration duration) throws InterruptedException {
        try {
            run(Schedule.draw(random, Targets.of(field), kinds, duration), duration);
        } finally {
            List.copyOf(open).forEach(this::end);
            field.heal();
        }
        return faults;
    }

    private void run(List<PlannedFault> planned, Duration duration) throws InterruptedException {
        long last = history.now() + duration.toNanos();
        long shift = history.now(); // of the schedule: also what waiting, and orderly ends of processes, have taken
        for (PlannedFault fault : planned) {
            long begin = shift + fault.begin().toNanos();
            if (begin > last) {
                break;
            }
            endOthersUntil(begin);
            List.copyOf(open).stream()
                    .filter(each -> !each.fault.goesWith(fault))
                    .forEach(this::end);
            if (fault.waits()) {
                awaitFullService(last);
            }
            boolean possible = !fault.isOfBrokers() || brokersAreInSync(last);
            if (possible && history.now() + fault.length().toNanos() <= last) {
                begin(fault);
            }
            shift += Math.max(0, history.now() - begin);
        }
        endOthersUntil(open.stream().mapToLong(Open::end).max().orElse(0));
    }

    private void awaitFullService(long last) throws InterruptedException {
        List.copyOf(open).forEach(this::end);
        long now = history.now();
        try {
            service.awaitFull(now, Duration.ofNanos(Math.min(SERVED_WITHIN.toNanos(), last - now)));
        } catch (TimeoutException late) {
            // The history shows that. Faults go on.
        }
    }

    private boolean brokersAreInSync(long last) throws InterruptedException {
        long patience = Math.min(last, history.now() + IN_SYNC_WITHIN.toNanos());
        boolean whole = field.brokersInSync();
        while (!whole && history.now() < patience) {
            endOthersUntil(history.now() + LOOK.toNanos());
            whole = field.brokersInSync();
        }
        return whole;
    }

    /** Sleeps until then, and ends each fault when its time has come. */
    private void endOthersUntil(long time) throws InterruptedException {
        open.sort(Comparator.comparingLong(Open::end));
        while (!open.isEmpty() && open.get(0).end <= time) {
            sleepUntil(open.get(0).end);
            end(open.get(0));
        }
        sleepUntil(time);
    }

    private void sleepUntil(long time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time - history.now());
    }

    private void begin(PlannedFault fault) {
        long number = faults++;
        write(number, fault, true);
        put(fault);
        Open begun = new Open(number, fault, history.now() + fault.length().toNanos());
        open.add(begun);
        if (fault.kind().isOverAtOnce()) {
            end(begun);
        }
    }

    private void end(Open begun) {
        open.remove(begun);
        takeOff(begun.fault);
        write(begun.number, begun.fault, false);
    }

    private void write(long number, PlannedFault fault, boolean begins) {
        history.write(new Line.Fault(history.now(), number, begins, fault.kind().label(), fault.target()));
    }

    private void put(PlannedFault fault) {
        switch (fault.kind()) {
            case KILL -> part(fault).kill();
            case TERMINATE -> part(fault).terminate();
            case FREEZE -> part(fault).freeze();
            case CUT -> link(fault).cut();
            case REFUSE -> link(fault).refuse();
            case DELAY -> link(fault).delay(fault.delay());
            case BLACKHOLE_THERE -> link(fault).blackhole(Direction.THERE);
            case BLACKHOLE_BACK -> link(fault).blackhole(Direction.BACK);
            case BLACKHOLE -> link(fault).blackhole(Direction.BOTH);
            case FORGET_IDLE -> link(fault).forgetIdle();
            case PARTITION -> between(fault).forEach(link -> link.blackhole(Direction.BOTH));
        }
    }

    private void takeOff(PlannedFault fault) {
        switch (fault.kind()) {
            case KILL, TERMINATE -> part(fault).startAgain();
            case FREEZE -> part(fault).thaw();
            case PARTITION -> between(fault).forEach(Link::pass);
            default -> link(fault).pass();
        }
    }

    private Part part(PlannedFault fault) {
        return field.parts().stream()
                .filter(each -> each.name().equals(fault.target()))
                .findAny()
                .orElseThrow();
    }

    private Link link(PlannedFault fault) {
        return field.links().stream()
                .filter(each -> each.name().equals(fault.target()))
                .findAny()
                .orElseThrow();
    }

    private List<Link> between(PlannedFault fault) {
        return field.links().stream()
                .filter(each -> Targets.isBetween(fault.target(), each.name()))
                .toList();
    }
}
