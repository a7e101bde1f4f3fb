package io.seckill.backend.parallel.lane;

import io.seckill.backend.deliver.Reply;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.ContendedException;
import io.seckill.backend.parallel.handler.UnavailableException;
import io.seckill.backend.parallel.window.Window;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One queue: what becomes of its records, and when its position may move on. Owned by the engine's thread.
 *
 * <p>A record comes out of the {@link DispatchQueue} when it is its turn, is tried, with those that wait for it where the
 * handler takes several, and is settled: decided, or dead-lettered and rejected. What fails is copied to the retry queue,
 * where it has its own seat, and leaves the window; its key's line goes with it.
 */
public final class Lane {
    /** Records from the position to the newest handed out, about 60 bytes each; past it the queue waits for its position. */
    private static final int SPAN = 100_000;

    private static final long WRITE_AGAIN_NANOS = 1_000_000_000;

    /** Times that a record is believed that the store is away; from then on a probe says whether that is its own failure. */
    private static final int ABSENCES_IN_PLACE = 3;

    private final EngineSettings settings;
    private final LanePort outlet;
    private final LaneMeters meters;

    private final Window<Task> fresh;
    private final RetryQueue retries;
    private final LaneKeyOwnership share;
    private final DispatchQueue lineup;
    private final HandlerAvailability dependency;
    private int writing; // copies and burials on their way
    private boolean closed;

    /** The lane of {@code queue} from {@code position} on, with an empty retry queue {@code retries}. */
    public Lane(
            Where where,
            RetryQueue retries,
            EngineSettings settings,
            HandlerAvailability dependency,
            LanePort outlet,
            LaneMeters meters) {
        this.settings = settings;
        this.dependency = dependency;
        this.outlet = outlet;
        this.meters = meters;
        this.fresh = new Window<>(where.position(), SPAN);
        this.retries = retries;
        this.share = new LaneKeyOwnership(where.keys(), fresh, outlet);
        this.lineup = new DispatchQueue(settings, fresh, retries, share, this::follow);
    }

    /** A place in a queue, and what of the keys is the queue's there. */
    record Where(int queue, long position, LaneKeyOwnership.Keys keys) {}

    /** Takes back {@code tasks}, which an earlier owner had copied aside and which have seats, in the order of origins. */
    void restore(List<Task> tasks) {
        lineup.restore(tasks);
    }

    /** Takes polled records. */
    public void offer(List<ConsumerRecord<byte[], byte[]>> records) {
        lineup.offer(records);
    }

    /** Polled records that no attempt was made at. */
    public int buffered() {
        return lineup.buffered();
    }

    /** Whether attempts run whose end will be posted. */
    public boolean busy() {
        return running() > 0 || writing > 0;
    }

    /** Whether something will have to be done here though no record comes. */
    public boolean restless() {
        return busy() || lineup.due() || dependency.restless();
    }

    /** Finds what takes too long, and hands out what may be tried now. */
    public void turn() {
        long now = outlet.now();
        endOverdue(fresh, now);
        endOverdue(retries.seats(), now);
        handOut(now);
        share.turn(now);
    }

    private void handOut(long now) {
        while (!dependency.away() && running() < settings.window()) {
            Task task = lineup.next(now);
            if (task == null) {
                return;
            }
            begin(task, now);
        }
    }

    /** Sends {@code task} after the one of its key that went aside, so that the position can pass it too. */
    private void follow(Task task) {
        if (retries.takesNew()) {
            task.aim = Task.Aim.COPY;
            begin(task, outlet.now());
        }
    }

    private void begin(Task task, long now) {
        switch (task.aim) {
            case DECIDE -> decide(task, now);
            case COPY -> copy(task);
            case DEAD_LETTER -> outlet.deadLetter(task, whenWritten(task, offset -> deadLettered(task), () -> {}));
            case REJECT ->
                attempt(
                        List.of(task),
                        now,
                        () -> dependency.handler().reject(task.attempt()).map(Collections::singletonList));
            case TURN_AWAY -> turnAway(task);
        }
    }

    /** Its asker may send it again; where nobody waits for an answer it would be lost, and waits to be redriven. */
    private void turnAway(Task task) {
        Command command = task.recorded.command();
        Result moved = task.attempt().answer(Outcome.OUTCOME_MOVED).build();
        if (command.getReplyTo().isEmpty() && !command.hasExpireHolds()) {
            task.reason = "its key belongs to another queue by now";
            outlet.deadLetter(
                    task,
                    whenWritten(
                            task,
                            offset -> {
                                meters.deadLettered(task);
                                settle(task, moved);
                            },
                            () -> {}));
        } else {
            settle(task, moved);
        }
    }

    private void decide(Task task, long now) {
        Command command = task.recorded.command();
        if (command.hasLookup() && retries.holdsRequest(command.getLookup().getRequestId())) {
            settle(task, task.pending());
        } else {
            List<Task> line = lineup.lineFrom(task, dependency.handler().longestLine());
            List<Attempt> attempts = line.stream().map(Task::attempt).toList();
            attempt(line, now, () -> dependency.handler().decide(attempts));
        }
    }

    /** The first of {@code line} has the seat that runs, and what the attempt ends in; the others wait behind it. */
    private void attempt(List<Task> line, long now, Supplier<Future<List<Result>>> call) {
        Task first = line.get(0);
        int run = ++first.run;
        line.forEach(task -> task.attemptedAt = now);
        seats(first).start(first.ticket, now);
        Call.ofLine(call, line.size(), outlet, (results, failure) -> {
            if (closed || first.run != run) {
                meters.late();
            } else if (results == null) {
                failed(first, Objects.requireNonNull(failure));
            } else {
                dependency.answered(seats(first).startedAt(first.ticket));
                settle(line.subList(0, results.size()), results);
            }
        });
    }

    private void failed(Task task, Throwable failure) {
        seats(task).stop(task.ticket);
        if (failure instanceof UnavailableException && task.delays < ABSENCES_IN_PLACE) {
            task.delays++;
            dependency.lost(failure);
            lineup.againFirst(task);
        } else {
            int run = task.run;
            dependency.judge(alone -> judged(task, run, alone, failure));
        }
    }

    /** What failed for {@code task} {@code alone}, while a probe succeeded, is its own failure or delay, else nobody's. */
    private void judged(Task task, int run, boolean alone, Throwable failure) {
        if (closed || task.run != run) {
            meters.late();
        } else if (!alone) {
            lineup.againFirst(task);
        } else if (failure instanceof ContendedException) {
            giveWay(task, failure);
        } else {
            stumble(task, UnavailableException.reason(failure));
        }
    }

    /** Something stood in its way, which is no failure of its own: others pass it, and it is tried again without end. */
    private void giveWay(Task task, Throwable failure) {
        task.delays++;
        task.reason = UnavailableException.reason(failure);
        dependency.delayed(failure);
        meters.delayed();
        if (task.aim == Task.Aim.DECIDE && settings.mode().letsPass() && !task.aside && retries.takesNew()) {
            task.aim = Task.Aim.COPY;
            begin(task, outlet.now());
            lineup.leads(task);
        } else {
            delay(task, task.pauseNanos(settings));
        }
    }

    private void stumble(Task task, String reason) {
        if (task.aim == Task.Aim.REJECT) {
            delay(task, task.pauseNanos(settings)); // without end: its asker must hear something
        } else {
            fail(task, reason);
        }
    }

    /** One attempt more has failed: aside with it, or to the dead letters, or once more in its place. */
    private void fail(Task task, String reason) {
        task.failures++;
        task.reason = reason;
        meters.failed();
        if (task.failures >= settings.maxAttempts()) {
            task.aim = Task.Aim.DEAD_LETTER;
            begin(task, outlet.now());
        } else if (settings.mode().letsPass() && (task.aside ? retries.takesAgain() : retries.takesNew())) {
            task.aim = Task.Aim.COPY;
            begin(task, outlet.now());
            lineup.leads(task);
        } else {
            delay(task, settings.backoffNanos(task.failures));
        }
    }

    private void copy(Task task) {
        retries.expect();
        outlet.copy(task, whenWritten(task, offset -> copied(task, offset), retries::failed));
    }

    /** Counts a write that begins now; what follows it, unless the lane is closed by then. */
    private LanePort.Written whenWritten(Task task, LongConsumer then, Runnable otherwise) {
        writing++;
        return new LanePort.Written() {
            @Override
            public void at(long offset) {
                writing--;
                if (!closed) {
                    then.accept(offset);
                }
            }

            @Override
            public void failed() {
                writing--;
                otherwise.run();
                if (!closed) {
                    delay(task, WRITE_AGAIN_NANOS);
                }
            }

            @Override
            public void refused() {
                writing--;
                otherwise.run();
                if (!closed) {
                    stays(task);
                }
            }
        };
    }

    /** {@code task} fits nowhere aside: the position waits for it, or where it has failed, it is given up at once. */
    private void stays(Task task) {
        if (task.aim == Task.Aim.DEAD_LETTER || task.aim == Task.Aim.TURN_AWAY) {
            delay(task, WRITE_AGAIN_NANOS); // not expected: letters are cut to size
        } else if (task.waits) {
            task.aim = Task.Aim.DECIDE;
        } else if (task.failures == 0) {
            task.aim = Task.Aim.DECIDE; // it gave way, or was to follow another one, which is done with by now
            delay(task, task.delays == 0 ? 0 : task.pauseNanos(settings));
        } else {
            task.aim = Task.Aim.DEAD_LETTER;
            begin(task, outlet.now());
        }
    }

    private void copied(Task task, long offset) {
        if (!task.aside) {
            fresh.complete(task.ticket); // only now: before, a crash would have lost it
        }
        retries.arrived(task, offset);
        meters.copied();
        task.aim = Task.Aim.DECIDE;
        if (!task.waits) {
            if (task.failures + task.delays == 0) {
                lineup.again(task);
            } else {
                delay(task, task.pauseNanos(settings));
            }
        }
    }

    private void deadLettered(Task task) {
        meters.deadLettered(task);
        Command command = task.recorded.command();
        if (task.poison != null) {
            task.poison.reply().ifPresent(reply -> outlet.tell(task, reply));
            settle(task, null);
        } else if (command.hasLookup()) {
            settle(task, task.pending()); // a rejection would be taken for the purchase's
        } else {
            task.aim = Task.Aim.REJECT;
            lineup.again(task);
        }
    }

    private void settle(Task task, @Nullable Result result) {
        leave(task, result);
        lineup.settled(List.of(task));
    }

    private void settle(List<Task> line, List<Result> results) {
        for (int i = 0; i < line.size(); i++) {
            leave(line.get(i), results.get(i));
        }
        lineup.settled(line);
    }

    private void leave(Task task, @Nullable Result result) {
        task.run++;
        if (task.aside) {
            retries.settle(task);
        } else {
            fresh.complete(task.ticket);
        }
        meters.settled(task.recorded.command(), result);
        String address = task.recorded.command().getReplyTo();
        if (result != null && !address.isEmpty()) {
            outlet.tell(task, new Reply(address, result));
        }
    }

    private void endOverdue(Window<Task> seats, long now) {
        long begunBy = now - settings.holeTimeout().toNanos();
        if (seats.startedBy(begunBy) != Window.NONE) {
            dependency.tooLong();
        }
        long latest = Math.min(begunBy, dependency.provenUpTo());
        for (long ticket = seats.startedBy(latest); ticket != Window.NONE; ticket = seats.startedBy(latest)) {
            Task task = seats.record(ticket);
            seats.stop(ticket);
            task.run++;
            meters.hole();
            String reason = "no decision within " + settings.holeTimeout().toMillis() + " ms";
            if (dependency.handler().boundsAttempts()) {
                giveWay(task, new ContendedException(reason, null));
            } else {
                stumble(task, reason);
            }
        }
    }

    private void delay(Task task, long nanos) {
        lineup.againLater(task, outlet.now() + nanos);
    }

    private Window<Task> seats(Task task) {
        return task.aside ? retries.seats() : fresh;
    }

    /** Attempts that run. */
    int running() {
        return fresh.running() + retries.seats().running();
    }

    /** How it stands. */
    public LaneState state() {
        return LaneState.of(fresh, retries, share.waits());
    }

    /** Nothing of what comes back changes anything any more. */
    public void close() {
        closed = true;
    }
}
