package io.seckill.proof.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a history as it happens. Safe for all threads. */
public final class HistoryWriter implements AutoCloseable {
    private final BufferedWriter out;
    private final long begin = System.nanoTime();

    /** Writes to {@code file}, which it makes or empties. */
    public HistoryWriter(Path file) throws IOException {
        this.out = Files.newBufferedWriter(file);
    }

    /** Nanoseconds since the campaign began. */
    public long now() {
        return System.nanoTime() - begin;
    }

    /** Writes one line. */
    public synchronized void write(Line line) {
        try {
            out.write(Lines.encode(line).encode());
            out.newLine();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
