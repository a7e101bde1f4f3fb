package io.seckill.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.gateway.settings.OrdersTableSettings;
import io.seckill.testkit.ForgetfulProxy;
import io.seckill.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestPostgres.Extension.class)
@Timeout(60)
class OrdersTableTest {
    private static final int MORE_THAN_CONNECTIONS = 8;

    @Test
    void connectionsWhoseAnswersAreLostAreGivenUp(TestPostgres postgres) throws Exception {
        String schema = postgres.newSchema();
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
            statement.execute("create table " + schema + ".orders (order_id text, user_id text, device_id text,"
                    + " item_id text, quantity bigint, status text, decided_at timestamptz, held_until timestamptz,"
                    + " forgotten_at timestamptz)");
        }
        Vertx vertx = Vertx.vertx();
        try (ForgetfulProxy proxy = new ForgetfulProxy(postgres.port())) {
            String database = "postgresql://postgres@" + proxy.address() + "/postgres";
            OrdersTable table = OrdersTable.of(vertx, new OrdersTableSettings(database, "postgres", schema, ""));
            assertThat(pages(table)).allMatch(Future::succeeded);
            proxy.forgetAll();

            assertThat(pages(table))
                    .allMatch(Future::failed)
                    .anyMatch(page -> page.cause() instanceof TimeoutException);
            assertThat(pages(table)).allMatch(Future::succeeded);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** So many at a time that all connections are used. */
    private static List<Future<List<Row>>> pages(OrdersTable table) {
        List<Future<List<Row>>> pages = Stream.generate(() -> table.page("phone", null, PagePosition.START, 1))
                .limit(MORE_THAN_CONNECTIONS)
                .toList();
        Future.join(pages)
                .otherwiseEmpty()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        return pages;
    }
}
