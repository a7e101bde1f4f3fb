package io.seckill.backend.engine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what a queue's handler depends on is there, and up to when slowness is a record's own fault: an attempt that
 * takes long may only be held against its record if something begun later has come to an end. Owned by the engine's
 * thread.
 */
final class Dependency {
    private static final Logger LOG = LoggerFactory.getLogger(Dependency.class);

    private static final long PROBE_EVERY_NANOS = 500_000_000;

    private final int queue;
    private final Handler handler;
    private final Outlet outlet;
    private final EngineSettings settings;
    private long provenUpTo = -1;
    private boolean away;
    private int losses; // in a row
    private long askAt; // no probe before

    Dependency(int queue, Handler handler, Outlet outlet, EngineSettings settings) {
        this.queue = queue;
        this.handler = handler;
        this.outlet = outlet;
        this.settings = settings;
    }

    /** Probes where something hangs on the answer: the queue is held up, or an attempt takes {@code tooLong}. */
    void turn(long now, boolean tooLong) {
        if ((away || tooLong) && now >= askAt) {
            // A probe may never answer, so the next one does not wait for it.
            askAt = now + Math.max(PROBE_EVERY_NANOS, settings.backoffNanos(Math.max(1, losses)));
            Call.of(handler::probe, outlet, (answer, failure) -> probed(now, failure));
        }
    }

    private void probed(long begun, @Nullable Throwable failure) {
        if (failure != null) {
            losses++;
            return;
        }
        provenUpTo = Math.max(provenUpTo, begun);
        if (away) {
            away = false;
            LOG.info("queue {} goes on", queue);
        }
    }

    /** An attempt begun at {@code begun} has come to an end. */
    void answered(long begun) {
        provenUpTo = Math.max(provenUpTo, begun);
        losses = 0;
    }

    /** An attempt found it away: the queue is held up until a probe succeeds. */
    void lost(Throwable failure, long now) {
        if (!away) {
            away = true;
            losses++;
            askAt = now + settings.backoffNanos(losses);
            LOG.warn("queue {} waits: {}", queue, failure.toString());
        }
    }

    /** Whether the queue is held up. */
    boolean away() {
        return away;
    }

    /** Attempts begun until then have been overtaken. */
    long provenUpTo() {
        return provenUpTo;
    }
}
