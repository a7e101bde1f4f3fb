package io.seckill.load.process;

import io.seckill.load.measure.PauseLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The processes that this one started, each with its output in a file. All of them are stopped, by their own handles
 * and last started first, when this is closed or the JVM ends, Ctrl-C included. Thread-safe.
 */
public final class Processes implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Path logs;
    private final List<Process> running = new ArrayList<>();
    private boolean closed;
    private final Thread hook = new Thread(this::stopAll, "stop-processes");

    /** Writes each process's output, and what {@link PauseLogs} reads, to files in {@code logs}. */
    public Processes(Path logs) {
        try {
            this.logs = Files.createDirectories(logs);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + logs, e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts {@code command} and waits until it is {@code ready}.
     *
     * @throws IllegalStateException where it ends before, or is not ready in time; the message has its last output
     */
    public Process start(String name, List<String> command, BooleanSupplier ready, Duration limit)
            throws InterruptedException {
        Path log = logs.resolve(name + ".log");
        Process process = spawn(
                logPauses(new ProcessBuilder(command)).redirectErrorStream(true).redirectOutput(log.toFile()));
        long deadline = System.nanoTime() + limit.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended before it was ready:\n" + tail(log));
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " was not ready in " + limit.toSeconds() + " s:\n" + tail(log));
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
        return process;
    }

    /** Every JVM reads that variable, also behind a script. The quotes are for a folder with a blank in its name. */
    private ProcessBuilder logPauses(ProcessBuilder command) {
        String option = '"' + new PauseLogs(logs).option() + '"';
        command.environment().merge("JDK_JAVA_OPTIONS", option, (given, ours) -> given + ' ' + ours);
        return command;
    }

    /** Runs {@code command} to its end, with its output where this process's goes; returns its exit code. */
    public int run(List<String> command) throws InterruptedException {
        return spawn(new ProcessBuilder(command).inheritIO()).waitFor();
    }

    private synchronized Process spawn(ProcessBuilder command) {
        if (closed) {
            // Ctrl-C between two starts: without this the second process would outlive us.
            throw new IllegalStateException("stopping");
        }
        try {
            Process process = command.start();
            running.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.command(), e);
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }

    private synchronized void stopAll() {
        closed = true;
        for (int last = running.size() - 1; last >= 0; last--) {
            stop(running.get(last));
        }
        running.clear();
    }

    /** Asks the process to stop, and kills it where it does not. */
    public static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is already on its way out, and the hook runs or has run.
        }
    }
}
