package io.seckill.backend.database;

import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings tables to the form that this version needs. */
public final class Migration {
    private static final int CONNECT_RETRIES = 0; // who calls asks again himself
    private static final String LOCK_TIMEOUT = "2s"; // likewise

    private Migration() {}

    /** What the scripts in {@code folder} of the class path, kept count of in {@code history}, are applied with. */
    private static FluentConfiguration configured(PostgresSettings settings, String folder, String history) {
        return Flyway.configure()
                .dataSource(Connecting.jdbcUrl(settings), settings.user(), settings.password())
                .schemas(settings.schema())
                .createSchemas(true)
                .table(history)
                .locations("classpath:" + folder)
                .callbacks(new InItsSchema(settings.schema()))
                .connectRetries(CONNECT_RETRIES)
                .loggers("slf4j");
    }

    /**
     * Applies what is missing. Blocks. Several processes may call it at the same time.
     *
     * @throws FlywayException where PostgreSQL is away, or its tables are not what they should be
     */
    public static void apply(PostgresSettings settings, String folder, String history) {
        var unused = configured(settings, folder, history).load().migrate();
    }

    /**
     * Sets the schema within each script's transaction: a pooler may run that on another connection than what came before.
     * Also bounds how long a script waits for a lock: all later statements of a sale would wait behind it.
     */
    private static final class InItsSchema extends BaseCallback {
        private final String schema;

        InItsSchema(String schema) {
            this.schema = schema;
        }

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public void handle(Event event, Context context) {
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute("set local search_path to \"" + schema + "\"");
                statement.execute("set local lock_timeout = '" + LOCK_TIMEOUT + "'");
            } catch (SQLException e) {
                throw new FlywayException("the schema " + schema + " cannot be chosen", e);
            }
        }
    }
}
