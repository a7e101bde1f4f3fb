package io.seckill.backend.postgres;

import io.seckill.settings.Check;
import java.time.Duration;

/**
 * Where PostgreSQL is, and how it is used.
 *
 * @param schema where the tables are; created where it is missing
 * @param connections open at once
 * @param pipelining statements on their way on one connection
 * @param batch purchases that one statement decides at most
 * @param connectTimeout how long a connection may take to open
 * @param lockTimeout a statement that waits longer for another one's lock fails, and is tried again
 * @param statementTimeout the same for all that it may take
 * @param silence a connection whose statements get no acknowledgement for so long is given up
 * @param keepRefusals how long purchases that won nothing, and orders that ended, are remembered
 */
public record PostgresSettings(
        String host,
        int port,
        String database,
        String user,
        String password,
        String schema,
        int connections,
        int pipelining,
        int batch,
        Duration connectTimeout,
        Duration lockTimeout,
        Duration statementTimeout,
        Duration silence,
        Duration keepRefusals) {
    /** Checks the bounds. */
    public PostgresSettings {
        Check.text("host", host);
        Check.range("port", port, 1, 65_535);
        Check.text("database", database);
        Check.text("user", user);
        if (!schema.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "schema must be 1-63 characters of a-z0-9_ and begin with no digit, but is " + schema);
        }
        Check.range("connections", connections, 1, 1_000);
        Check.range("pipelining", pipelining, 1, 10_000);
        Check.range("batch", batch, 1, 1_000);
        Check.range("connectTimeout", connectTimeout, Duration.ofMillis(10), Duration.ofMinutes(1));
        Check.range("lockTimeout", lockTimeout, Duration.ofMillis(1), Duration.ofMinutes(1));
        Check.range("statementTimeout", statementTimeout, lockTimeout, Duration.ofMinutes(10));
        Check.range("silence", silence, Duration.ofSeconds(1), Duration.ofMinutes(10));
        Check.range("keepRefusals", keepRefusals, Duration.ofMinutes(1), Duration.ofDays(365));
    }
}
