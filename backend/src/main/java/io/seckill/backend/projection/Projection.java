package io.seckill.backend.projection;

import io.seckill.backend.database.Connecting;
import io.seckill.backend.database.Migration;
import io.seckill.backend.database.PostgresSettings;
import io.seckill.backend.database.Trouble;
import io.seckill.net.RenewedConnections;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;

/** The table of orders and, moved in the same transactions, how far the ledger has been read into it. Thread-safe. */
public final class Projection {
    private static final String SCRIPTS = "io/seckill/backend/project";

    /** Of its own, so that Flyway takes a schema with the store's tables for somebody else's, and refuses it. */
    private static final String HISTORY = "projection_history";

    private final Vertx vertx;
    private final PostgresSettings settings;
    private final String local;
    private final RenewedConnections<Pool> pool;

    /** Tables whose one connection opens when it is needed. */
    public Projection(Vertx vertx, PostgresSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        String timeout = "'" + settings.statementTimeout().toMillis() + "', true)";
        // A projector that is frozen within a transaction keeps its rows locked: another must get at them.
        this.local = "select " + Connecting.local(settings) + ", set_config('statement_timeout', " + timeout
                + ", set_config('idle_in_transaction_session_timeout', " + timeout;
        this.pool = new RenewedConnections<>(this::opened, Pool::close, Trouble::staleConnection);
    }

    private Pool opened() {
        return PgBuilder.pool()
                .with(Connecting.pool(settings, 1))
                .connectingTo(Connecting.session(settings, "seckill-projector"))
                .using(vertx)
                .build();
    }

    /** Does {@code work} in one transaction, for which everything is set that hangs on a session otherwise. */
    private <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
        return pool.ask(
                settings.longestAnswer(),
                database -> database.withTransaction(
                        connection -> connection.query(local).execute().compose(set -> work.apply(connection))));
    }

    /** Fails where nothing can be written: writes to each table, and takes it back. */
    Future<?> probe() {
        return transaction(
                connection -> connection.query(ProjectionStatements.PROBE).execute());
    }

    /** One plain line for {@code failure}. */
    public String line(Throwable failure) {
        return Trouble.line(settings, failure);
    }

    /**
     * Brings the tables up to date, for the topic {@code name} whose id is {@code id}.
     *
     * @return fails with {@link SettingsException} where the schema holds something else, or follows another topic; with
     *     another exception where PostgreSQL cannot be reached, and may then be called again
     */
    public Future<Void> open(String name, String id) {
        // Before the scripts, because this client says in one plain line what is wrong.
        return pool.ask(
                        settings.longestAnswer(),
                        database -> database.query("select 1").execute())
                .compose(there -> vertx.executeBlocking(() -> {
                    migrate();
                    return name;
                }))
                .compose(ready -> transaction(connection ->
                        connection.preparedQuery(ProjectionStatements.CLAIM).execute(Tuple.of(name, id))))
                .compose(rows -> {
                    Row source = rows.iterator().next();
                    boolean same = source.getString("topic_id").equals(id);
                    return same
                            ? Future.succeededFuture()
                            : Future.failedFuture(new SettingsException(
                                    "projector.postgres.schema: " + settings.schema() + " follows the topic "
                                            + source.getString("topic") + " of id " + source.getString("topic_id")
                                            + ", and not " + name + " of id " + id));
                });
    }

    private void migrate() {
        try {
            Migration.apply(settings, SCRIPTS, HISTORY);
        } catch (FlywayException refused) {
            if (refused.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
                throw new SettingsException(
                        "projector.postgres.schema: " + settings.schema() + " holds somebody else's tables", refused);
            }
            throw refused;
        }
    }

    /** How far each of {@code queues} has been read. */
    Future<Map<Integer, Long>> positions(Collection<Integer> queues) {
        return transaction(connection -> connection
                        .preparedQuery(ProjectionStatements.POSITIONS)
                        .execute(Tuple.of(queues.toArray(Integer[]::new))))
                .map(rows -> {
                    Map<Integer, Long> positions = new HashMap<>();
                    rows.forEach(row -> positions.put(row.getInteger("queue"), row.getLong("position")));
                    return positions;
                });
    }

    /**
     * Writes {@code batch} and moves the positions of its queues from {@code since} to behind it, all or nothing.
     *
     * @return how many rows have changed; fails with {@link OvertakenException} where a position is not the one given,
     *     and with any other exception where the outcome may be open: then the positions tell
     */
    Future<Integer> write(Map<Integer, Long> since, ProjectedBatch batch) {
        return transaction(connection -> connection
                .preparedQuery(ProjectionStatements.MOVE)
                .execute(ProjectionStatements.move(since, batch.ends()))
                .compose(moved -> moved.rowCount() == batch.ends().size()
                        ? rows(connection, batch)
                        : Future.failedFuture(new OvertakenException())));
    }

    private static Future<Integer> rows(SqlConnection connection, ProjectedBatch batch) {
        Future<Integer> written = batch.written().isEmpty()
                ? Future.succeededFuture(0)
                : connection
                        .preparedQuery(ProjectionStatements.WRITE)
                        .execute(ProjectionStatements.written(batch.written()))
                        .map(SqlResult::rowCount);
        // After the values: a record without value that follows one in the same batch finds the row.
        return written.compose(count -> batch.dropped().isEmpty()
                ? Future.succeededFuture(count)
                : connection
                        .preparedQuery(ProjectionStatements.DROP)
                        .execute(ProjectionStatements.dropped(batch.dropped()))
                        .map(marked -> count + marked.rowCount()));
    }
}
