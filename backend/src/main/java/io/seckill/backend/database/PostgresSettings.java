package io.seckill.backend.database;

import io.seckill.settings.Check;
import java.time.Duration;
import java.util.Set;

/**
 * Where PostgreSQL is, and how it is reached.
 *
 * @param schema where the tables are; created where it is missing
 * @param sslMode as libpq has it: {@code disable}, {@code prefer}, {@code require}, {@code verify-ca}, {@code verify-full}
 * @param sslRootCert PEM file of the authorities whose certificates the server may show, for the modes that verify
 * @param pooler whether a pooler that gives a connection to others after each transaction, PgBouncer say, stands before it
 * @param statementTimeout a statement that takes longer fails, and is tried again
 */
public record PostgresSettings(
        String host,
        int port,
        String database,
        String user,
        String password,
        String schema,
        String sslMode,
        String sslRootCert,
        boolean pooler,
        Duration statementTimeout) {
    /** The part of it for which a statement may wait for another one's lock: those behind it on its connection wait as long. */
    private static final int LOCK_SHARE = 10;

    private static final Set<String> SSL_MODES = Set.of("disable", "prefer", "require", "verify-ca", "verify-full");

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
        if (!SSL_MODES.contains(sslMode)) {
            throw new IllegalArgumentException(
                    "sslMode must be disable, prefer, require, verify-ca or verify-full, but is " + sslMode);
        }
        if (sslMode.startsWith("verify") && sslRootCert.isEmpty()) {
            throw new IllegalArgumentException("sslRootCert must name a PEM file where sslMode is " + sslMode);
        }
        Check.range("statementTimeout", statementTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    }

    /** A statement that waits longer for another one's lock fails, and is tried again. */
    Duration lockTimeout() {
        return statementTimeout.dividedBy(LOCK_SHARE);
    }

    /** Upper bound for one answer: the statement time-out, and the time to open a connection. What comes later is lost. */
    public Duration longestAnswer() {
        return statementTimeout.plus(Connecting.CONNECT_TIMEOUT);
    }

    /** How log lines and readiness name it. */
    String name() {
        return "PostgreSQL at " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
