package io.seckill.backend.project;

import io.seckill.settings.SettingsException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables to the form that this projector needs. */
final class Migrations {
    private static final int CONNECT_RETRIES = 0; // who calls asks again himself

    /** Of its own, so that Flyway takes a schema with the store's tables for somebody else's, and refuses it. */
    private static final String HISTORY = "projection_history";

    private Migrations() {}

    /**
     * Applies what is missing. Blocks. Several projectors may call it at the same time.
     *
     * @throws SettingsException where the schema holds something else
     * @throws FlywayException where PostgreSQL is away, or its tables are not what they should be
     */
    static void apply(DatabaseSettings settings) {
        String url = "jdbc:postgresql://" + settings.host() + ":" + settings.port() + "/" + settings.database();
        try {
            var unused = Flyway.configure()
                    .dataSource(url, settings.user(), settings.password())
                    .schemas(settings.schema())
                    .createSchemas(true)
                    .table(HISTORY)
                    .locations("classpath:io/seckill/backend/project")
                    .connectRetries(CONNECT_RETRIES)
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException refused) {
            if (refused.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
                throw new SettingsException(
                        "projector.postgres.schema: " + settings.schema() + " holds somebody else's tables", refused);
            }
            throw refused;
        }
    }
}
