package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Projectors;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.projection.Projector;
import io.seckill.backend.projection.ProjectorSettings;
import io.seckill.settings.Settings;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.TestPostgres;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.vertx.core.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The projector's process against the ledger that a real backend has written. {@code -Dprojector.kills=20} kills more
 * often, {@code -Dprojector.seed=N} at the instants of an earlier run.
 */
@WithBroker
@ExtendWith(TestPostgres.Extension.class)
@Timeout(240)
class ProjectorTest {
    private static final int QUEUES = 3;
    private static final int ITEMS = 12;
    private static final int KILLS = Integer.getInteger("projector.kills", 3);
    private static final int ORDERS = 10_000 * KILLS; // too many to be copied between two kills
    private static final int REMEMBERED = 500;
    private static final long LONG_HOLD = 3_600_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Random random = new Random(seed());
    private TestPostgres postgres;
    private String schema;

    @AutoClose
    private Stage stage;

    private static long seed() {
        long seed = Long.getLong("projector.seed", System.nanoTime());
        System.out.println("projector.seed=" + seed);
        return seed;
    }

    @BeforeEach
    void open(TestBroker broker, TestPostgres server) {
        postgres = server;
        schema = server.newSchema();
        stage = new Stage(broker, QUEUES);
    }

    @Test
    void tableEqualsTheLedgerHoweverOftenTheProjectorIsKilled() throws Exception {
        try (ChildProcess first = Projectors.start(stage, postgres, schema, 100)) {
            await("the tables").atMost(TIMEOUT).until(this::tablesStand);
            first.terminate();
            assertThat(first.awaitExit()).isEqualTo(143); // by SIGTERM, in good order
        }
        Backend backend = stage.startBackend("memory.endedOrders=" + REMEMBERED);
        sell(ORDERS);
        stage.stop(backend);
        long end = lastPositions();
        assertThat(stage.ledgerRecords()).as("orders that are forgotten").anyMatch(record -> record.value() == null);

        List<Long> stands = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            long before = position();
            try (ChildProcess projector = Projectors.start(stage, postgres, schema, 100)) {
                if (kill % 4 == 0) { // at any instant of the start
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(600)));
                } else { // anywhere, but short of the end, however fast the machine
                    long reached = before + 1 + random.nextLong(Math.max(1, (end - before) / (KILLS - kill + 1)));
                    await().pollInterval(Duration.ofMillis(1)).atMost(TIMEOUT).until(() -> {
                        assertThat(projector.isAlive()).as(projector::output).isTrue();
                        return position() >= reached;
                    });
                }
                assertThat(projector.isAlive()).isTrue();
            }
            stands.add(position());
        }
        System.out.println("positions at the kills: " + stands + " of " + end);
        assertThat(stands.get(KILLS - 1)).as("killed on the way").isLessThan(end);
        long begun = System.nanoTime();
        try (ChildProcess last = Projectors.start(stage, postgres, schema, 5_000)) {
            await().atMost(TIMEOUT).until(() -> position() >= end);
            System.out.printf(
                    "the rest of %d records took %d ms%n",
                    end - stands.get(KILLS - 1), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            assertThat(last.isAlive()).isTrue();
        }
        compare(ORDERS);
    }

    @Test
    void frozenProjectorThatWakesUpWritesNothingTwice() throws Exception {
        Backend backend = stage.startBackend();
        sell(10_000);
        stage.stop(backend);
        long end = lastPositions();
        try (ChildProcess frozen = Projectors.start(stage, postgres, schema, 10)) {
            await().pollInterval(Duration.ofMillis(10)).atMost(TIMEOUT).until(() -> tablesStand() && position() > 100);
            frozen.freeze();
            try (ChildProcess successor = Projectors.start(stage, postgres, schema, 100)) {
                // The transaction that the frozen one may have left open is ended by PostgreSQL.
                await().atMost(TIMEOUT).until(() -> position() >= end / 2);
                frozen.thaw();
                await().atMost(TIMEOUT).until(() -> position() >= end);
                assertThat(successor.isAlive()).isTrue();
                assertThat(frozen.isAlive()).isTrue();
            }
        }
        compare(10_000);
    }

    @Test
    void addedQueueIsFollowedAndAnOrderThatMovedThereStaysOneRow() throws Exception {
        Backend backend = stage.startBackend();
        stage.ask(stage.commands().putItem("phone", 10, 10));
        Command purchase = stage.commands().purchase("phone", "ann");
        stage.ask(purchase);
        stage.stop(backend);
        ConsumerRecord<byte[], byte[]> order = stage.ledgerRecords().stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).contains("/"))
                .findFirst()
                .orElseThrow();
        try (ChildProcess projector = Projectors.start(stage, postgres, schema, 100);
                Admin admin = stage.admin()) {
            await("the order").atMost(TIMEOUT).until(() -> tablesStand() && places().size() == 1);
            String ledger = stage.topics().orders();
            admin.createPartitions(Map.of(ledger, NewPartitions.increaseTo(QUEUES + 1)))
                    .all()
                    .get();
            stage.write(List.of(
                    new ProducerRecord<>(ledger, order.partition(), order.key(), null),
                    new ProducerRecord<>(ledger, QUEUES, order.key(), order.value())));

            await().atMost(TIMEOUT).until(() -> places().equals(List.of("CONFIRMED held in " + QUEUES)));
            assertThat(projector.isAlive()).isTrue();
        }
    }

    @Test
    void aLedgerThatCannotBeReadOnIsALagAndAReason() throws Exception {
        Projector projector = Stage.join(start());
        String foreign = stage.topics().prefix() + "-foreign";
        try (KafkaProducer<byte[], byte[]> open = new KafkaProducer<>(
                Map.of("bootstrap.servers", stage.broker().bootstrapServers(), "transactional.id", foreign),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            await().atMost(TIMEOUT).until(() -> get(projector, "/health/ready").statusCode() == 200);
            open.initTransactions();
            open.beginTransaction();
            var unused = open.send(new ProducerRecord<>(stage.topics().orders(), 0, new byte[1], new byte[1]));
            open.flush();

            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(get(projector, "/health/ready").body())
                                    .contains(stage.topics().orders() + "-0 to go on at 0, before 1 records", foreign));
            assertThat(get(projector, "/metrics").body()).contains("seckill_projector_lag{queue=\"0\"} 1.0");
            open.abortTransaction();
            await().atMost(TIMEOUT).until(() -> get(projector, "/health/ready").statusCode() == 200);
        } finally {
            Stage.join(projector.stop());
        }
    }

    private Future<Projector> start() {
        Settings settings = Settings.defaults(ProjectorTest.class.getClassLoader(), ProjectorSettings.DEFAULTS);
        for (String setting : Projectors.settings(stage, postgres, schema, 100)) {
            settings = settings.withOverride(setting);
        }
        return Projector.start(settings.section(ProjectorSettings.SECTION, ProjectorSettings.class));
    }

    private static HttpResponse<String> get(Projector projector, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + projector.managementPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<String> places() throws SQLException {
        return postgres.ask("select status || case when forgotten_at is null then ' held in ' else ' forgotten in ' end"
                + " || queue from " + schema + ".orders");
    }

    /** Orders of all kinds: final ones, reserved, paid for, cancelled and, of these, some that the ledger forgets. */
    private void sell(int orders) throws Exception {
        for (int item = 0; item < ITEMS; item++) {
            stage.ask(stage.commands().putItem("item" + item, ORDERS, 2, item % 2 == 0 ? 0 : LONG_HOLD));
        }
        int sent = ITEMS + orders + 1;
        for (int i = 0; i < orders; i++) {
            Command purchase = stage.commands().purchase("item" + i % ITEMS, "user" + i).toBuilder()
                    .setDeviceId(i % 2 == 0 ? "" : "device" + i)
                    .build();
            stage.send(purchase);
            if (i % ITEMS % 2 == 1 && random.nextInt(3) == 0) {
                sent++;
                stage.send(
                        random.nextBoolean()
                                ? stage.commands().confirm(purchase)
                                : stage.commands().cancel(purchase));
            }
        }
        stage.ask(stage.commands().purchase("item0", "last"));
        int all = sent;
        await().atMost(TIMEOUT).until(() -> decided() >= all);
    }

    private long decided() throws Exception {
        return stage.positions().values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private boolean tablesStand() {
        try {
            return !postgres.ask("select count(*) from " + schema + ".positions")
                    .isEmpty();
        } catch (SQLException early) {
            return false;
        }
    }

    private long position() throws SQLException {
        return Long.parseLong(postgres.ask("select coalesce(sum(position), 0) from " + schema + ".positions")
                .get(0));
    }

    /** The sum over the queues of where their last records end. */
    private long lastPositions() {
        Map<Integer, Long> ends = new HashMap<>();
        stage.ledgerRecords().forEach(record -> ends.put(record.partition(), record.offset() + 1));
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Row by row: what the ledger holds, and what it held and has forgotten. */
    private void compare(int orders) throws Exception {
        Map<String, Order> held = new HashMap<>();
        Map<String, Order> forgotten = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : stage.ledgerRecords()) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                forgotten.put(key, held.remove(key));
            } else if (LedgerRecord.parseFrom(record.value()).hasOrder()) {
                held.put(key, LedgerRecord.parseFrom(record.value()).getOrder());
            }
        }
        System.out.println(held.size() + " orders in the ledger, " + forgotten.size() + " forgotten");
        assertThat(held.size() + forgotten.size()).isEqualTo(orders + 1);
        assertThat(rows("null")).isEqualTo(lines(held.values()));
        assertThat(rows("not null")).isEqualTo(lines(forgotten.values()));
    }

    private Set<String> rows(String forgotten) throws SQLException {
        List<String> rows = postgres.ask("select concat_ws(' ', item_id, order_id, user_id, quantity, status,"
                + " (extract(epoch from decided_at) * 1000)::bigint,"
                + " coalesce((extract(epoch from held_until) * 1000)::bigint, 0), idempotency_key, device_id)"
                + " from " + schema + ".orders where forgotten_at is " + forgotten);
        assertThat(rows).doesNotHaveDuplicates();
        return new HashSet<>(rows);
    }

    private static Set<String> lines(Collection<Order> orders) {
        return orders.stream()
                .map(order -> String.join(
                                " ",
                                order.getItemId(),
                                order.getOrderId(),
                                order.getUserId(),
                                Integer.toString(order.getQuantity()),
                                status(order.getStatus()),
                                Long.toString(order.getDecidedAt()),
                                Long.toString(order.getHeldUntil()),
                                order.getDeviceId())
                        .strip())
                .collect(Collectors.toSet());
    }

    private static String status(OrderStatus status) {
        return status == OrderStatus.ORDER_STATUS_UNSPECIFIED
                ? "CONFIRMED"
                : status.name().replace("ORDER_STATUS_", "");
    }
}
