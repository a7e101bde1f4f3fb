package io.seckill.load.process;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of this machine's own, with data that go when it goes: at the close, or when the JVM ends. Used by
 * one thread.
 */
public final class Database implements AutoCloseable {
    private static final String NAME = "postgres"; // of the database, the user and the password

    private @Nullable EmbeddedPostgres server;

    /** Starts it, some seconds; call once. Returns what a backend must be told to use it. */
    public List<String> start() {
        try {
            // Made for tests, it would acknowledge what a crash may lose; here it is as durable as PostgreSQL ships.
            EmbeddedPostgres started = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
            server = started;
            return List.of(
                    "backend.store=postgres",
                    "backend.postgres.host=127.0.0.1",
                    "backend.postgres.port=" + started.getPort(),
                    "backend.postgres.database=" + NAME,
                    "backend.postgres.user=" + NAME,
                    "backend.postgres.password=" + NAME);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
