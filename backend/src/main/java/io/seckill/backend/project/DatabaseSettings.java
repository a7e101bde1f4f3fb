package io.seckill.backend.project;

import io.seckill.settings.Check;
import java.time.Duration;

/**
 * Where the table of orders is kept.
 *
 * @param schema where the tables are; created where it is missing
 * @param connectTimeout how long a connection may take to open
 * @param timeout a transaction that takes longer is given up
 */
public record DatabaseSettings(
        String host,
        int port,
        String database,
        String user,
        String password,
        String schema,
        Duration connectTimeout,
        Duration timeout) {
    /** Checks the bounds. */
    public DatabaseSettings {
        Check.text("host", host);
        Check.range("port", port, 1, 65_535);
        Check.text("database", database);
        Check.text("user", user);
        if (!schema.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "schema must be 1-63 characters of a-z0-9_ and begin with no digit, but is " + schema);
        }
        Check.range("connectTimeout", connectTimeout, Duration.ofMillis(10), Duration.ofMinutes(1));
        // Two of them and a pause must fit into the five minutes after which a consumer that does not poll is out.
        Check.range("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
    }
}
