package io.seckill.gateway.admit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Where the gateway is in its life, and whether it can do its work there. Safe to use from any thread.
 *
 * <p>A stop has two phases. First readiness goes off and everything is served on, until load balancers have noticed; then
 * nothing is taken any more.
 */
public final class Readiness {
    private enum Phase {
        STARTING,
        SERVING,
        STOPPING,
        DRAINING
    }

    /** What must hold for the gateway to be ready, and what is wrong where it does not. */
    private record Condition(String notReadyReason, BooleanSupplier holds) {}

    private volatile Phase phase = Phase.STARTING; // written under the lock
    private final List<Condition> conditions = new CopyOnWriteArrayList<>();
    private volatile String startWaitsFor = "the start";
    private volatile boolean warmingUp;

    /** While serving, the gateway is ready only where {@code holds}; else for {@code notReadyReason} it is not. */
    public void require(String notReadyReason, BooleanSupplier holds) {
        conditions.add(new Condition(notReadyReason, holds));
    }

    /** The start goes no further until {@code what} is there. */
    public void startWaitsFor(String what) {
        startWaitsFor = what;
    }

    /** As {@link #startWaitsFor}, for {@code what} comes by itself: the last thing before the gateway serves. */
    public void warmsUp(String what) {
        startWaitsFor = what;
        warmingUp = true;
    }

    /** The topics are right and commands may go: purchases may come. Nothing changes where the gateway stops already. */
    public synchronized void serve() {
        if (phase == Phase.STARTING) {
            phase = Phase.SERVING;
        }
    }

    /** The gateway is about to stop, and serves on for now; true where it served before. */
    public synchronized boolean stop() {
        boolean served = phase == Phase.SERVING;
        if (served) {
            phase = Phase.STOPPING;
        }
        return served;
    }

    /** From here on nothing new is taken. */
    public synchronized void drain() {
        phase = Phase.DRAINING;
    }

    /** Whether nothing else is missing than that the code is warm. */
    public boolean isWarmingUp() {
        return phase == Phase.STARTING && warmingUp;
    }

    /** Whether purchases are taken in this phase. */
    public boolean isServing() {
        Phase now = phase;
        return now == Phase.SERVING || now == Phase.STOPPING;
    }

    /** Whether callers should go elsewhere. */
    public boolean isStopping() {
        Phase now = phase;
        return now == Phase.STOPPING || now == Phase.DRAINING;
    }

    /** Whether nothing new is taken any more. */
    public boolean isDraining() {
        return phase == Phase.DRAINING;
    }

    /** Whether buyers should be sent here. */
    public boolean isReady() {
        return notReadyReason().isEmpty();
    }

    /** Why the gateway is not ready; empty where it is. */
    public String notReadyReason() {
        return switch (phase) {
            case STARTING -> "waiting for " + startWaitsFor;
            case SERVING ->
                conditions.stream()
                        .filter(condition -> !condition.holds().getAsBoolean())
                        .map(Condition::notReadyReason)
                        .findFirst()
                        .orElse("");
            case STOPPING, DRAINING -> "the gateway stops";
        };
    }

    /** The phase, in upper case. */
    @Override
    public String toString() {
        return phase.name();
    }
}
