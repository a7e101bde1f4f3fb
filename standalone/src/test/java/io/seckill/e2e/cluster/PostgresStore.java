package io.seckill.e2e.cluster;

import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server for one cluster. */
final class PostgresStore implements OpenStore {
    private final EmbeddedPostgres server;

    private PostgresStore(EmbeddedPostgres server) {
        this.server = server;
    }

    static PostgresStore open() {
        try {
            return new PostgresStore(EmbeddedPostgres.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> overrides() {
        return List.of(
                "backend.store=postgres",
                "backend.engine.mode=parallel",
                "backend.postgres.host=127.0.0.1",
                "backend.postgres.port=" + server.getPort(),
                "backend.postgres.database=postgres",
                "backend.postgres.user=postgres",
                "backend.postgres.password=postgres");
    }

    @Override
    public Ledger ledger(String bootstrapServers) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            return new Ledger(orders(statement), items(statement));
        } catch (SQLException e) {
            throw new AssertionError("the tables cannot be read", e);
        }
    }

    private static Map<String, Order> orders(Statement statement) throws SQLException {
        Map<String, Order> orders = new HashMap<>();
        ResultSet rows = statement.executeQuery("select * from seckill.requests where order_id = request_id");
        while (rows.next()) {
            Order order = Order.newBuilder()
                    .setOrderId(rows.getString("order_id"))
                    .setUserId(rows.getString("user_id"))
                    .setItemId(rows.getString("item_id"))
                    .setQuantity(rows.getInt("quantity"))
                    .build();
            orders.put(order.getOrderId(), order);
        }
        return orders;
    }

    private static Map<String, Item> items(Statement statement) throws SQLException {
        Map<String, Item> items = new HashMap<>();
        ResultSet rows = statement.executeQuery("select * from seckill.items");
        while (rows.next()) {
            Item item = Item.newBuilder()
                    .setItemId(rows.getString("item_id"))
                    .setStock(rows.getInt("stock"))
                    .setPerUserLimit(rows.getInt("per_user_limit"))
                    .build();
            items.put(item.getItemId(), item);
        }
        return items;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
