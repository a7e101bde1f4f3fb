package io.seckill.gateway.admit;

/** Where the gateway is in its life. Written by the life cycle, read by every event loop and the health checks. */
public final class Readiness {
    private enum Phase {
        STARTING,
        SERVING,
        DRAINING
    }

    private volatile Phase phase = Phase.STARTING;

    /** The topics are right and the producer knows them: purchases may come. */
    public void serve() {
        phase = Phase.SERVING;
    }

    /** The gateway is about to stop: no new purchases. */
    public void drain() {
        phase = Phase.DRAINING;
    }

    /** Whether purchases are taken. */
    public boolean isServing() {
        return phase == Phase.SERVING;
    }

    /** Whether the gateway is about to stop. */
    public boolean isDraining() {
        return phase == Phase.DRAINING;
    }

    @Override
    public String toString() {
        return phase.name();
    }
}
