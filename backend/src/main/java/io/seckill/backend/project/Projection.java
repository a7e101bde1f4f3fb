package io.seckill.backend.project;

import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The table of orders and, moved in the same transactions, how far the ledger has been read into it. Thread-safe. */
public final class Projection {
    private final Vertx vertx;
    private final DatabaseSettings settings;
    private final Pool pool;

    /** Tables whose one connection opens when it is needed. */
    public Projection(Vertx vertx, DatabaseSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(1))
                .with(transport(settings))
                .connectingTo(connection(settings))
                .using(vertx)
                .build();
    }

    private static NetClientOptions transport(DatabaseSettings settings) {
        NetClientOptions options = new NetClientOptions();
        options.setConnectTimeout((int) settings.connectTimeout().toMillis());
        options.setTcpKeepAlive(true).setTcpUserTimeout((int) settings.timeout().toMillis());
        return options;
    }

    private static PgConnectOptions connection(DatabaseSettings settings) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setDatabase(settings.database())
                .setUser(settings.user())
                .setPassword(settings.password());
        options.setCachePreparedStatements(true);
        String timeout = Long.toString(settings.timeout().toMillis());
        options.setProperties(Map.of(
                "application_name",
                "seckill-projector",
                "search_path",
                settings.schema(),
                "statement_timeout",
                timeout,
                // A projector that is frozen within a transaction keeps its rows locked: another must get at them.
                "idle_in_transaction_session_timeout",
                timeout));
        return options;
    }

    /**
     * Brings the tables up to date, for the topic {@code name} whose id is {@code id}.
     *
     * @return fails with {@link SettingsException} where the schema holds something else, or follows another topic; with
     *     another exception where PostgreSQL cannot be reached, and may then be called again
     */
    public Future<Void> open(String name, String id) {
        return vertx.executeBlocking(() -> {
                    Migrations.apply(settings);
                    return name;
                })
                .compose(ready -> pool.preparedQuery(Statements.CLAIM).execute(Tuple.of(name, id)))
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

    /** How far each of {@code queues} has been read. */
    Future<Map<Integer, Long>> positions(Collection<Integer> queues) {
        return pool.preparedQuery(Statements.POSITIONS)
                .execute(Tuple.of(queues.toArray(Integer[]::new)))
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
    Future<Integer> write(Map<Integer, Long> since, Batch batch) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(Statements.MOVE)
                .execute(Statements.move(since, batch.ends()))
                .compose(moved -> moved.rowCount() == batch.ends().size()
                        ? rows(connection, batch)
                        : Future.failedFuture(new OvertakenException())));
    }

    private static Future<Integer> rows(SqlConnection connection, Batch batch) {
        Future<Integer> written = batch.written().isEmpty()
                ? Future.succeededFuture(0)
                : connection
                        .preparedQuery(Statements.WRITE)
                        .execute(Statements.written(batch.written()))
                        .map(SqlResult::rowCount);
        // After the values: a record without value that follows one in the same batch finds the row.
        return written.compose(count -> batch.dropped().isEmpty()
                ? Future.succeededFuture(count)
                : connection
                        .preparedQuery(Statements.DROP)
                        .execute(Statements.dropped(batch.dropped()))
                        .map(marked -> count + marked.rowCount()));
    }
}
