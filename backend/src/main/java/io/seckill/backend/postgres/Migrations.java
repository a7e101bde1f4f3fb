package io.seckill.backend.postgres;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables to the form that this backend needs. */
final class Migrations {
    private static final int CONNECT_RETRIES = 0; // who calls asks again himself

    private Migrations() {}

    /**
     * Applies what is missing. Blocks. Several backends may call it at the same time.
     *
     * @throws FlywayException where PostgreSQL is away, or its tables are not what they should be
     */
    static void apply(PostgresSettings settings) {
        String url = "jdbc:postgresql://" + settings.host() + ":" + settings.port() + "/" + settings.database();
        var unused = Flyway.configure()
                .dataSource(url, settings.user(), settings.password())
                .schemas(settings.schema())
                .createSchemas(true)
                .locations("classpath:io/seckill/backend/postgres")
                .connectRetries(CONNECT_RETRIES)
                .loggers("slf4j")
                .load()
                .migrate();
    }
}
