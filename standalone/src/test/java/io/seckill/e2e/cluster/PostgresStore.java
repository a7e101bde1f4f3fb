package io.seckill.e2e.cluster;

import io.seckill.testkit.TestPostgres;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A schema of its own for one cluster, in a PostgreSQL server that all clusters of this JVM share. */
final class PostgresStore implements OpenStore {
    /** Ends with the JVM. */
    private static final class Shared {
        static final TestPostgres SERVER = start();

        private static TestPostgres start() {
            try {
                return TestPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final String mode;
    private final String schema = "e2e_" + UUID.randomUUID().toString().replace('-', '_');

    /** With the engine in {@code mode}. */
    PostgresStore(String mode) {
        this.mode = mode;
    }

    @Override
    public List<String> overrides() {
        List<String> overrides = new ArrayList<>(List.of("backend.engine.mode=" + mode));
        Stream.of(Shared.SERVER.overrides(schema)).map("backend."::concat).forEach(overrides::add);
        return overrides;
    }

    @Override
    public Ledger ledger(String bootstrapServers) {
        try (Connection connection = Shared.SERVER.connect();
                Statement statement = connection.createStatement()) {
            connection.setSchema(schema);
            return new Ledger(orders(statement), items(statement));
        } catch (SQLException e) {
            throw new AssertionError("the tables cannot be read", e);
        }
    }

    private static Map<String, Order> orders(Statement statement) throws SQLException {
        Map<String, Order> orders = new HashMap<>();
        ResultSet rows = statement.executeQuery("select * from requests where order_id = request_id");
        while (rows.next()) {
            Order order = Order.newBuilder()
                    .setOrderId(rows.getString("order_id"))
                    .setUserId(rows.getString("user_id"))
                    .setItemId(rows.getString("item_id"))
                    .setQuantity(rows.getInt("quantity"))
                    .setIdempotencyKey(rows.getString("idempotency_key"))
                    .setDeviceId(rows.getString("device_id"))
                    .setStatusValue(rows.getInt("status"))
                    .setHeldUntil(rows.getLong("held_until"))
                    .build();
            orders.put(order.getOrderId(), order);
        }
        return orders;
    }

    private static Map<String, Item> items(Statement statement) throws SQLException {
        Map<String, Item> items = new HashMap<>();
        ResultSet rows = statement.executeQuery("select * from items");
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
    public void observe() {
        execute(
                "create sequence decisions",
                "alter table requests add column decision bigint not null default nextval('decisions')");
    }

    @Override
    public List<KeyOrder.Step> decided(String bootstrapServers) {
        String sold = "select item_id, request_id, decision, decided_at from requests where order_id = request_id";
        try (Connection connection = Shared.SERVER.connect();
                Statement statement = connection.createStatement()) {
            connection.setSchema(schema);
            List<KeyOrder.Step> steps = new ArrayList<>();
            ResultSet rows = statement.executeQuery(sold + " order by decision");
            while (rows.next()) {
                steps.add(new KeyOrder.Step(rows.getString(1), rows.getString(2), 0, rows.getLong(3), rows.getLong(4)));
            }
            return steps;
        } catch (SQLException e) {
            throw new AssertionError("the tables cannot be read", e);
        }
    }

    private void execute(String... commands) {
        try (Connection connection = Shared.SERVER.connect();
                Statement statement = connection.createStatement()) {
            connection.setSchema(schema);
            for (String command : commands) {
                statement.execute(command);
            }
        } catch (SQLException e) {
            throw new AssertionError("the tables cannot be changed", e);
        }
    }

    @Override
    public void close() {
        execute("drop schema if exists " + schema + " cascade");
    }
}
