package io.seckill.backend.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.backend.fixture.Schemas;
import io.seckill.backend.fixture.Stage;
import io.seckill.settings.SettingsException;
import io.seckill.testkit.ForgetfulProxy;
import io.seckill.testkit.TestPostgres;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables, on a real PostgreSQL. */
@ExtendWith(TestPostgres.Extension.class)
@Timeout(60)
class ProjectionTest {
    private static final String TOPIC_ID = "id";

    private final Vertx vertx = Vertx.vertx();
    private TestPostgres postgres;
    private String schema;
    private Projection projection;

    @BeforeEach
    void open(TestPostgres server) {
        postgres = server;
        schema = server.newSchema();
        projection = new Projection(vertx, Schemas.settings(postgres, schema));
        Stage.join(projection.open("orders", TOPIC_ID));
        Stage.join(projection.positions(List.of(0, 1, 2)));
    }

    @AfterEach
    void close() {
        Stage.join(vertx.close());
    }

    @Test
    void forgottenOrderKeepsItsLastStatus() throws Exception {
        write(batch(record(0, 0, OrderStatus.ORDER_STATUS_CANCELLED), dropping(0, 1)));

        assertThat(rows()).containsExactly("o CANCELLED forgotten 0");
    }

    @Test
    void orderWhoseEndWasCompactedAwayHasEnded() throws Exception {
        write(batch(record(0, 0, OrderStatus.ORDER_STATUS_RESERVED)), batch(dropping(0, 5)));

        assertThat(rows()).containsExactly("o ENDED forgotten 0");
    }

    @Test
    void droppedOrderThatNobodyHasSeenLeavesNoRow() throws Exception {
        write(batch(dropping(0, 3)));

        assertThat(rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = OrderStatus.class,
            names = {"ORDER_STATUS_RESERVED", "ORDER_STATUS_CONFIRMED", "ORDER_STATUS_CANCELLED"})
    void movedOrderIsOneRowWhicheverQueueIsReadFirst(OrderStatus status) throws Exception {
        ProjectedBatch old = batch(record(0, 0, status), dropping(0, 1));
        ProjectedBatch moved = batch(record(1, 0, status));
        write(old, moved);
        List<String> oldFirst = rows();
        execute("truncate orders; update positions set position = 0");
        write(moved, old);

        assertThat(rows())
                .isEqualTo(oldFirst)
                .containsExactly("o " + status.name().replace("ORDER_STATUS_", "") + " held 1");
    }

    @Test
    void answerThatIsLostIsNotAwaitedForever() throws Exception {
        try (ForgetfulProxy proxy = new ForgetfulProxy(postgres.port())) {
            Projection behind = new Projection(vertx, Schemas.settings(proxy.port(), schema, Duration.ofSeconds(2)));
            Stage.join(behind.open("orders", TOPIC_ID));
            proxy.forgetAll();

            assertThatThrownBy(() -> Stage.join(behind.positions(List.of(0))))
                    .hasStackTraceContaining("TimeoutException");
            Stage.join(behind.positions(List.of(0)));
            proxy.forgetAll();

            assertThatThrownBy(() -> Stage.join(behind.open("orders", TOPIC_ID)))
                    .hasStackTraceContaining("TimeoutException");
            Stage.join(behind.open("orders", TOPIC_ID));
        }
    }

    @Test
    void everyInterleavingOfQueuesAndCutOfBatchesEndsTheSame() throws Exception {
        long seed = Long.getLong("projection.seed", System.nanoTime());
        System.out.println("projection.seed=" + seed);
        Random random = new Random(seed);
        // Won in 0, moved to 1, paid for there, moved to 2.
        List<List<ConsumerRecord<byte[], byte[]>>> queues = List.of(
                List.of(record(0, 0, OrderStatus.ORDER_STATUS_RESERVED), dropping(0, 1)),
                List.of(
                        record(1, 0, OrderStatus.ORDER_STATUS_RESERVED),
                        record(1, 1, OrderStatus.ORDER_STATUS_CONFIRMED),
                        dropping(1, 2)),
                List.of(record(2, 0, OrderStatus.ORDER_STATUS_CONFIRMED)));
        for (int round = 0; round < 100; round++) {
            execute("truncate orders; update positions set position = 0");
            int[] next = new int[queues.size()];
            List<ConsumerRecord<byte[], byte[]>> waiting = new ArrayList<>();
            while (waiting.size() < 6) {
                int queue = random.nextInt(queues.size());
                if (next[queue] < queues.get(queue).size()) {
                    waiting.add(queues.get(queue).get(next[queue]++));
                }
            }
            for (int from = 0; from < waiting.size(); ) {
                int to = from + 1 + random.nextInt(waiting.size() - from);
                write(ProjectedBatch.of(waiting.subList(from, to)));
                from = to;
            }
            assertThat(rows()).as("round %s", round).containsExactly("o CONFIRMED held 2");
        }
    }

    @Test
    void whoeverIsOvertakenWritesNothing() throws Exception {
        ProjectedBatch batch = batch(record(0, 0, OrderStatus.ORDER_STATUS_RESERVED));
        Map<Integer, Long> since = Stage.join(projection.positions(List.of(0)));
        write(batch(record(0, 0, OrderStatus.ORDER_STATUS_CONFIRMED)));

        assertThatThrownBy(() -> Stage.join(projection.write(since, batch)))
                .hasCauseInstanceOf(OvertakenException.class);
        assertThat(rows()).containsExactly("o CONFIRMED held 0");
    }

    @Test
    void statusThatIsNotUnderstoodIsNotPassedOver() {
        Order strange = order(OrderStatus.ORDER_STATUS_RESERVED).toBuilder()
                .setStatusValue(99)
                .build();

        assertThatThrownBy(() -> batch(record(0, 7, strange)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("orders-0, offset 7");
    }

    @Test
    void schemaOfAnotherTopicIsRefused() {
        assertThatThrownBy(() -> Stage.join(projection.open("orders", "another")))
                .hasCauseInstanceOf(SettingsException.class)
                .hasMessageContaining("follows the topic orders");
    }

    @Test
    void schemaThatHoldsSomethingElseIsRefused() throws Exception {
        schema = postgres.newSchema();
        execute("create schema " + schema + "; create table " + schema + ".sales (id int)");

        assertThatThrownBy(() ->
                        Stage.join(new Projection(vertx, Schemas.settings(postgres, schema)).open("orders", TOPIC_ID)))
                .hasCauseInstanceOf(SettingsException.class)
                .hasMessageContaining("somebody else's tables");
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private static ProjectedBatch batch(ConsumerRecord<byte[], byte[]>... records) {
        return ProjectedBatch.of(List.of(records));
    }

    private void write(ProjectedBatch... batches) {
        for (ProjectedBatch batch : batches) {
            Map<Integer, Long> since =
                    Stage.join(projection.positions(batch.ends().keySet()));
            Stage.join(projection.write(since, batch));
        }
    }

    private List<String> rows() throws Exception {
        return postgres.ask("select order_id || ' ' || status || case when forgotten_at is null then ' held ' else"
                + " ' forgotten ' end || queue from " + schema + ".orders");
    }

    private void execute(String statements) throws Exception {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path = " + schema);
            statement.execute(statements);
        }
    }

    private static Order order(OrderStatus status) {
        return Order.newBuilder()
                .setItemId("i")
                .setOrderId("o")
                .setUserId("ann")
                .setQuantity(1)
                .setStatus(status)
                .build();
    }

    private static ConsumerRecord<byte[], byte[]> record(int queue, long offset, OrderStatus status) {
        return record(queue, offset, order(status));
    }

    private static ConsumerRecord<byte[], byte[]> record(int queue, long offset, Order order) {
        byte[] value = LedgerRecord.newBuilder().setOrder(order).build().toByteArray();
        return new ConsumerRecord<>("orders", queue, offset, key(), value);
    }

    private static ConsumerRecord<byte[], byte[]> dropping(int queue, long offset) {
        return new ConsumerRecord<>("orders", queue, offset, key(), null);
    }

    private static byte[] key() {
        return "i/o".getBytes(StandardCharsets.UTF_8);
    }
}
