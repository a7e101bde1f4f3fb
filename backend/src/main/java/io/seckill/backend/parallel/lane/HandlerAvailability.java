package io.seckill.backend.parallel.lane;

import io.seckill.backend.parallel.handler.Handler;
import io.seckill.backend.parallel.handler.UnavailableException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What decides, and whether that which it depends on is there. Nothing is held against a record but what fails while
 * others succeed: a failed attempt counts only once a probe begun after it has succeeded, and one that takes long only if
 * something begun later has come to an end. A probe that fails holds all queues up until one succeeds; so that nobody has
 * to find out by a purchase, it is also asked now and then while nothing happens. Owned by the engine's thread.
 */
public final class HandlerAvailability {
    private static final Logger log = LoggerFactory.getLogger(HandlerAvailability.class);

    private static final long PROBE_EVERY_NANOS = 500_000_000;
    private static final long LONGEST_BACKOFF_NANOS = 2_000_000_000;
    private static final long IDLE_PROBE_EVERY_NANOS = 5_000_000_000L;
    private static final long SAY_EVERY_NANOS = 30_000_000_000L;

    /** Hears whether a failed attempt counts. */
    interface Verdict {
        void counts(boolean counts);
    }

    private record Judged(long failedAt, Verdict verdict) {}

    private final Handler handler;
    private final LanePort outlet;
    private final EngineSettings settings;
    private final Deque<Judged> judged = new ArrayDeque<>(); // at most one for each attempt; in the order of failedAt
    private long provenUpTo = -1;
    private @Nullable String absence; // why the queues are held up; null where they are not
    private int losses; // in a row
    private boolean tooLong; // an attempt hangs on the answer
    private boolean asking; // whether the latest probe runs
    private long probe; // counts them
    private long askAt; // no probe before, while something hangs on it
    private long idleAt; // a probe by then
    private long sayAt; // no second line before

    public HandlerAvailability(Handler handler, LanePort outlet, EngineSettings settings) {
        this.handler = handler;
        this.outlet = outlet;
        this.settings = settings;
    }

    /** What decides. */
    public Handler handler() {
        return handler;
    }

    /** Probes where something hangs on the answer, or nobody has asked for long. Call once a turn. */
    public void turn() {
        long now = outlet.now();
        boolean needed = away() || tooLong || !judged.isEmpty();
        tooLong = false;
        if (needed && now >= askAt) {
            askAt = now + Math.max(PROBE_EVERY_NANOS, backoffNanos());
            ask(now);
        } else if (now >= idleAt) {
            ask(now);
        }
    }

    private void ask(long now) {
        // A probe may never answer, so the next one does not wait for it.
        idleAt = now + IDLE_PROBE_EVERY_NANOS;
        asking = true;
        long run = ++probe;
        Call.of(handler::probe, outlet, (answer, failure) -> probed(run, now, failure));
    }

    private long backoffNanos() {
        return Math.min(LONGEST_BACKOFF_NANOS, settings.backoffNanos(Math.max(1, losses)));
    }

    private void probed(long run, long begun, @Nullable Throwable failure) {
        asking &= run != probe;
        if (failure != null) {
            losses++;
            holdUp(failure);
            return;
        }
        provenUpTo = Math.max(provenUpTo, begun);
        losses = 0;
        if (away()) {
            absence = null;
            sayAt = 0;
            log.info("the store answers again, the queues go on");
        }
        while (!judged.isEmpty() && judged.peek().failedAt() <= begun) {
            judged.remove().verdict().counts(true);
        }
    }

    /** An attempt has failed; {@code verdict} hears whether that counts. */
    void judge(Verdict verdict) {
        if (away()) {
            verdict.counts(false);
            return;
        }
        long now = outlet.now();
        judged.add(new Judged(now, verdict));
        if (!asking) {
            askAt = now + PROBE_EVERY_NANOS;
            ask(now);
        }
    }

    /** An attempt begun at {@code begun} has decided. */
    void answered(long begun) {
        provenUpTo = Math.max(provenUpTo, begun);
    }

    /** An attempt takes long: an answer from somebody who began later is needed. */
    void tooLong() {
        tooLong = true;
    }

    /** An attempt found it away: the queues are held up until a probe succeeds, and nothing that failed meanwhile counts. */
    void lost(Throwable failure) {
        if (!away()) {
            losses++;
            askAt = outlet.now() + backoffNanos();
        }
        holdUp(failure);
    }

    private void holdUp(Throwable failure) {
        if (!away()) {
            sayAt = 0; // whatever was said before is another matter
        }
        absence = UnavailableException.reason(failure);
        say("the queues wait for the store: {}", absence);
        while (!judged.isEmpty()) {
            judged.remove().verdict().counts(false);
        }
    }

    /** Something stands in an attempt's way, and not in everybody's. */
    void delayed(Throwable failure) {
        say("commands wait, and others pass them: {}", UnavailableException.reason(failure));
    }

    private void say(String line, String reason) {
        long now = outlet.now();
        if (now >= sayAt) {
            sayAt = now + SAY_EVERY_NANOS;
            log.warn(line, reason);
        }
    }

    /** Whether the queues are held up. */
    boolean away() {
        return absence != null;
    }

    /** Why the queues are held up; empty where they are not. */
    public Optional<String> notReadyReason() {
        return Optional.ofNullable(absence).map(reason -> "the store is away: " + reason);
    }

    /** Whether it has to be asked again soon. */
    public boolean restless() {
        return away() || !judged.isEmpty();
    }

    /** Attempts begun until then have been overtaken. */
    long provenUpTo() {
        return provenUpTo;
    }
}
