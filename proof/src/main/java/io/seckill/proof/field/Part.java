package io.seckill.proof.field;

import io.seckill.testkit.ChildProcess;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A process of the field: it can be killed, stopped, frozen, and started again. */
public final class Part implements AutoCloseable {
    /** A gateway answers what is pending first; what takes longer is killed. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(15);

    /** What kind of process it is. */
    public enum Role {
        /** A node of the Kafka cluster, broker and controller. */
        BROKER,
        /** {@code bin/gateway}. */
        GATEWAY,
        /** {@code bin/backend}. */
        BACKEND,
        /** {@code bin/backend projector}. */
        PROJECTOR
    }

    private final String name;
    private final Role role;
    private final Supplier<ChildProcess> launch;
    private final BooleanSupplier serves;

    // Guarded by this.
    private ChildProcess process;
    private boolean stopped; // by a fault
    private boolean crashed; // before a fault stopped it, at least once
    private boolean closed;

    /** Starts it by {@code launch}; {@code serves} asks it whether it is ready. */
    Part(String name, Role role, Supplier<ChildProcess> launch, BooleanSupplier serves) {
        this.name = name;
        this.role = role;
        this.launch = launch;
        this.serves = serves;
        this.process = launch.get();
    }

    /** As {@code backend-1}; numbers begin at 0. */
    public String name() {
        return name;
    }

    /** What it is. */
    public Role role() {
        return role;
    }

    /** SIGKILL; its data stay. */
    public synchronized void kill() {
        noteStop();
        process.kill();
    }

    /** SIGTERM; returns when it has ended. One that takes too long is killed. */
    public synchronized void terminate() {
        noteStop();
        process.terminate();
        if (!process.endsWithin(STOPS_WITHIN)) {
            process.kill();
        }
    }

    private void noteStop() {
        crashed = hasCrashed();
        stopped = true;
    }

    /** SIGSTOP: it stands still, its connections stay open. Nothing where it has ended. */
    public synchronized void freeze() {
        if (process.isAlive()) {
            process.freeze();
        }
    }

    /** SIGCONT: it goes on as if nothing had been. */
    public synchronized void thaw() {
        if (process.isAlive()) {
            process.thaw();
        }
    }

    /** Starts it where it was, with what it had; not yet ready. Nothing where it was neither killed nor terminated. */
    public synchronized void startAgain() {
        if (stopped && !closed) {
            process = launch.get();
            stopped = false;
        }
    }

    /** Whether the process runs, frozen or not. */
    public synchronized boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has ended, in any of its lives, though no fault had stopped it. */
    public synchronized boolean hasCrashed() {
        return crashed || (!stopped && !closed && !process.isAlive());
    }

    /** Whether it says that it serves; waits 2 s for that. */
    public boolean ready() {
        return isAlive() && serves.getAsBoolean();
    }

    /** All that it has written, in all of its lives. */
    public synchronized String output() {
        return process.output();
    }

    /** Kills it for good. */
    @Override
    public synchronized void close() {
        closed = true;
        process.close();
    }
}
