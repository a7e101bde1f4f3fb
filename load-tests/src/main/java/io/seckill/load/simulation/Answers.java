package io.seckill.load.simulation;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** What the buyers of one simulation were told: how many answers there were of each status. Thread-safe. */
public final class Answers {
    /** Stands for a request without an answer. */
    public static final int NONE = 0;

    private final LongAdder settled = new LongAdder(); // answered or failed
    private final Map<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();
    private long asked; // guarded by this
    private boolean closed; // guarded by this

    /** One buyer asks; false where the sale is over, and this one must not. */
    synchronized boolean ask() {
        if (!closed) {
            asked++;
        }
        return !closed;
    }

    /** Lets nobody ask any more, and waits until all who did were answered or have failed, at most {@code patience}. */
    void settle(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (settled.sum() < close() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private synchronized long close() {
        closed = true;
        return asked;
    }

    private synchronized long asked() {
        return asked;
    }

    /** One who asked will not be answered. */
    void fail() {
        settled.increment();
    }

    /** One who asked was answered {@code status}. */
    void answer(int status) {
        byStatus.computeIfAbsent(status, first -> new LongAdder()).increment();
        settled.increment();
    }

    /** The answers of each status, and under {@link #NONE} those who asked and were not answered. */
    public Map<Integer, Long> byStatus() {
        Map<Integer, Long> counts = new TreeMap<>();
        byStatus.forEach((status, count) -> counts.put(status, count.sum()));
        long answered = counts.values().stream().mapToLong(Long::longValue).sum();
        if (asked() > answered) {
            counts.put(NONE, asked() - answered);
        }
        return counts;
    }

    /** Answers of {@code status}. */
    public long of(int status) {
        return byStatus().getOrDefault(status, 0L);
    }

    /** Writes them to {@code file}. */
    void write(Path file) {
        JsonObject json = new JsonObject();
        byStatus().forEach((status, count) -> json.put(status.toString(), count));
        try {
            Files.writeString(file, json.encode());
        } catch (IOException e) {
            throw new UncheckedIOException("the answers could not be kept for the audit", e);
        }
    }

    private synchronized void add(int status, long count) {
        asked += count;
        if (status != NONE) {
            byStatus.computeIfAbsent(status, first -> new LongAdder()).add(count);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static Answers read(Path file) {
        try {
            Answers answers = new Answers();
            new JsonObject(Files.readString(file))
                    .forEach(entry ->
                            answers.add(Integer.parseInt(entry.getKey()), ((Number) entry.getValue()).longValue()));
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException("the simulation left no answers", e);
        }
    }
}
