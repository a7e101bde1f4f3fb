package io.seckill.backend.postgres;

import io.seckill.backend.database.Connecting;
import io.seckill.backend.database.PostgresSettings;
import io.seckill.backend.database.Trouble;
import io.seckill.backend.parallel.handler.ContendedException;
import io.seckill.backend.parallel.handler.UnavailableException;
import io.seckill.backend.postgres.SaleStatements.Decision;
import io.seckill.net.RenewedConnections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's connections to PostgreSQL, which open when they are needed, and what a statement's failure means. Where it is
 * the connection's, new ones are opened. Thread-safe.
 */
final class StoreConnections {
    private static final Logger log = LoggerFactory.getLogger(StoreConnections.class);

    /** Calls of one statement at the most where it met itself, or another one for the same user, at work. */
    private static final int MAX_CALLS = 5;

    /**
     * Statements on their way on one connection. More keep a server busy that is far away; but each waits for those before
     * it, and all of them must be answered within {@link PostgresSettings#longestAnswer}.
     */
    private static final int PIPELINING = 8;

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final PostgresSettings settings;
    private final int connections;
    private final SaleStatements statements;
    private final RenewedConnections<Clients> clients;

    /** With {@code connections} for what is decided by {@code statements}, and two more. */
    StoreConnections(Vertx vertx, PostgresSettings settings, int connections, SaleStatements statements) {
        this.vertx = vertx;
        this.settings = settings;
        this.connections = connections;
        this.statements = statements;
        this.clients = new RenewedConnections<>(this::opened, this::closeStale, Trouble::staleConnection);
    }

    /** Those of the moment: {@code decide} for what is decided; {@code probe} and {@code events} do not wait behind that. */
    private record Clients(SqlClient decide, SqlClient probe, SqlClient events) {
        Future<Void> close() {
            return Future.join(decide.close(), probe.close(), events.close()).mapEmpty();
        }
    }

    private Clients opened() {
        return new Clients(client(connections), client(1), client(1));
    }

    /** A pooled client and no pool: only that one sends many statements on one connection without waiting. */
    private SqlClient client(int size) {
        return PgBuilder.client()
                .with(Connecting.pool(settings, size))
                .connectingTo(Connecting.session(settings, "seckill-backend").setPipeliningLimit(PIPELINING))
                .using(vertx)
                .build();
    }

    private void closeStale(Clients stale) {
        log.debug("connections to {}:{} are opened again", settings.host(), settings.port());
        stale.close();
    }

    /** Succeeds where PostgreSQL answers at all. */
    Future<?> greet() {
        return clients.ask(
                PROBE_TIMEOUT, asked -> asked.probe().query("select 1").execute());
    }

    /** Runs {@code statement}, which shows whether a purchase would succeed. */
    Future<?> probe(String statement) {
        return clients.ask(
                        PROBE_TIMEOUT, asked -> asked.probe().query(statement).execute())
                .recover(failure -> Future.failedFuture(away(failure)));
    }

    /**
     * Decides; what met another one at work is called again, but for batches: each of a batch may go well by itself.
     *
     * @return fails with {@link UnavailableException}, with {@link ContendedException}, or with the statement's own failure
     */
    Future<RowSet<Row>> call(Decision decision, Tuple arguments) {
        return call(decision, arguments, decision == Decision.BUY_ALL ? MAX_CALLS : 1);
    }

    private Future<RowSet<Row>> call(Decision decision, Tuple arguments, int calls) {
        return answered(Clients::decide, statements.of(decision), arguments)
                .recover(failure -> afterFailure(failure, decision, arguments, calls));
    }

    private Future<RowSet<Row>> afterFailure(Throwable failure, Decision decision, Tuple arguments, int calls) {
        return switch (Trouble.of(failure)) {
            case OWN -> Future.failedFuture(failure);
            case MET_ANOTHER -> {
                if (calls < MAX_CALLS) {
                    yield call(decision, arguments, calls + 1);
                }
                yield Future.failedFuture(decision == Decision.BUY_ALL ? failure : inTheWay(failure));
            }
            case BLOCKED -> Future.failedFuture(inTheWay(failure));
            case SERVER -> Future.failedFuture(away(failure));
        };
    }

    private ContendedException inTheWay(Throwable failure) {
        return new ContendedException(Trouble.line(settings, failure), failure);
    }

    /** The rows of {@code statement}, which decides nothing. */
    Future<RowSet<Row>> read(String statement, Tuple arguments) {
        return answered(Clients::decide, statement, arguments);
    }

    /** The next events, by {@code arguments}. */
    Future<RowSet<Row>> events(Tuple arguments) {
        return answered(Clients::events, statements.of(Decision.NEXT_EVENTS), arguments)
                .recover(failure -> Future.failedFuture(away(failure)));
    }

    private Future<RowSet<Row>> answered(Function<Clients, SqlClient> client, String statement, Tuple arguments) {
        return clients.ask(
                settings.longestAnswer(),
                asked -> client.apply(asked).preparedQuery(statement).execute(arguments));
    }

    /** What {@code failure} is where it keeps everybody waiting. */
    UnavailableException away(Throwable failure) {
        return new UnavailableException(Trouble.line(settings, failure), failure);
    }

    /** Closes them. */
    Future<Void> close() {
        return clients.current().close();
    }
}
