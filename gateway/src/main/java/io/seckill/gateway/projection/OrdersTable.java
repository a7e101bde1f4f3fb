package io.seckill.gateway.projection;

import io.seckill.gateway.settings.OrdersTableSettings;
import io.seckill.net.RenewedConnections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The projector's table of orders, to read from: a few connections, opened when they are needed. Whatever PostgreSQL does,
 * an answer or a failure is there within seconds. Safe to use from any thread.
 */
public final class OrdersTable {
    private static final int CONNECTIONS = 4;
    private static final int MOST_WAITING = 64;
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(4);

    /** Upper bound for one answer; what comes later is lost. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private static final String PAGE = """
            select order_id, user_id, device_id, quantity, status, decided_at, held_until, forgotten_at
            from "%s".orders
            where item_id = $1 and ($2::text is null or status = $2) and (decided_at, order_id) > ($3, $4)
            order by decided_at, order_id
            limit $5""";

    private final String page;

    /** A connection whose answer is lost, or that does not open, would be missing in a pool for ever. */
    private final RenewedConnections<Pool> pool;

    /** The table that {@code settings} name, or null where they name none. Connections are closed with {@code vertx}. */
    public static @Nullable OrdersTable of(Vertx vertx, OrdersTableSettings settings) {
        return settings.on() ? new OrdersTable(vertx, settings) : null;
    }

    private OrdersTable(Vertx vertx, OrdersTableSettings settings) {
        this.page = PAGE.formatted(settings.schema());
        this.pool = new RenewedConnections<>(
                () -> opened(vertx, settings), Pool::close, TimeoutException.class::isInstance);
    }

    private static Pool opened(Vertx vertx, OrdersTableSettings settings) {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(CONNECTIONS)
                        .setMaxWaitQueueSize(MOST_WAITING)
                        .setConnectionTimeout(
                                (int) LONGEST_ANSWER.plusSeconds(1).toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .connectingTo(session(settings))
                .using(vertx)
                .build();
    }

    private static PgConnectOptions session(OrdersTableSettings settings) {
        PgConnectOptions options = PgConnectOptions.fromUri(settings.database());
        ClientSSLOptions tls = new ClientSSLOptions();
        if (settings.sslRootCert().isEmpty()) {
            tls.setTrustAll(true).setHostnameVerificationAlgorithm("");
        } else {
            boolean named = options.getSslMode() == SslMode.VERIFY_FULL;
            tls.setTrustOptions(new PemTrustOptions().addCertPath(settings.sslRootCert()))
                    .setHostnameVerificationAlgorithm(named ? "HTTPS" : "");
        }
        return options.setPassword(settings.password())
                .addProperty("application_name", "seckill-gateway")
                // So that the server stops too.
                .addProperty("statement_timeout", Long.toString(STATEMENT_TIMEOUT.toMillis()))
                .setSslOptions(tls);
    }

    /**
     * Up to {@code limit} orders of {@code itemId} behind {@code after}, oldest first.
     *
     * @param status of which status, or null: any
     * @return fails where PostgreSQL does not answer in time, or refuses
     */
    Future<List<Row>> page(String itemId, @Nullable String status, PagePosition after, int limit) {
        return pool.ask(
                        LONGEST_ANSWER,
                        orders -> orders.preparedQuery(page)
                                .execute(Tuple.of(itemId, status, after.time(), after.orderId(), limit)))
                .map(rows -> rows.stream().toList());
    }
}
