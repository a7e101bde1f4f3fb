package io.seckill.gateway.settings;

import io.vertx.pgclient.PgConnectOptions;

/**
 * Where the projector's table of orders is read from, for operators' lists.
 *
 * @param database {@code postgresql://user@host:5432/database?sslmode=require}, or empty: there are no such lists
 * @param password the role's
 * @param schema where the projector's tables are
 * @param sslRootCert PEM file of the authorities whose certificates the server may show, or empty: any
 */
public record OrdersTableSettings(String database, String password, String schema, String sslRootCert) {
    /** Checks the bounds, and that no password is in the URI, which is shown. */
    public OrdersTableSettings {
        if (!schema.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "schema must be 1-63 characters of a-z0-9_ and begin with no digit, but is " + schema);
        }
        if (!database.isEmpty()) {
            checkUri(database);
        }
    }

    private static void checkUri(String database) {
        if (!database.matches("postgres(ql)?://[^@/:]+@[^@]+")) {
            throw new IllegalArgumentException("database must be such as postgresql://user@host:5432/database, and its"
                    + " password a setting of its own");
        }
        var unused = PgConnectOptions.fromUri(database); // says what else is wrong
    }

    /** Whether there is a table to read. */
    public boolean on() {
        return !database.isEmpty();
    }
}
