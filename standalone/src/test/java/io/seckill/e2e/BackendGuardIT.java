package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.MetricsPage;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Command;
import io.seckill.v1.Purchase;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a backend makes of commands that no gateway of ours has written. */
@OnBothStores
class BackendGuardIT {
    private static final int QUEUES = 5;

    private final Cluster cluster;

    BackendGuardIT(Store store) {
        cluster = Cluster.start(store, "backend.delivery.allowedAddresses=[127.0.0.1/32]");
    }

    @BeforeEach
    void openSale() {
        cluster.openSale("phone", SaleTerms.open(10));
    }

    @AfterEach
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void aReplyToOutsideTheAllowedListIsNeverDialled() throws Exception {
        try (ServerSocket trap = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 2}))) {
            append(purchase("mallory")
                    .setReplyTo("127.0.0.2:" + trap.getLocalPort())
                    .build()
                    .toByteArray());

            await().until(() -> backend().labelled("seckill_deliver_dropped_total", "kind", "forbidden") == 1);

            assertThat(cluster.ledger().ordersOf("phone")).hasSize(1);
            trap.setSoTimeout(200);
            assertThat(accepts(trap)).isFalse();
        }
    }

    @Test
    void aCommandThatCannotBeReadIsSetAsideAndTheQueueGoesOn() throws Exception {
        append("no command at all, only noise".getBytes(StandardCharsets.UTF_8));
        append(new byte[0]);
        append(purchase("from-the-future").clearPurchase().build().toByteArray());

        assertThat(Now.get(cluster.shop(0).buyWaiting("ann", "phone", 20)).outcome())
                .isEqualTo("201");

        var setAside = await("all set aside")
                .until(
                        () -> Ledger.records(cluster.bootstrapServers(), "seckill.requests.dlq"),
                        records -> records.size() == 3);
        assertThat(setAside).allSatisfy(record -> assertThat(record.headers()).isNotEmpty());
        assertThat(new String(setAside.get(0).value(), StandardCharsets.UTF_8))
                .isEqualTo("no command at all, only noise");
        await("all counted").until(() -> backend().total("seckill_commands_poison_total") == 3);
        assertThat(Now.get(cluster.console(0).get("/v1/admin/dead-letters"))
                        .json()
                        .getJsonArray("deadLetters"))
                .hasSize(3)
                .allSatisfy(letter ->
                        assertThat(((JsonObject) letter).getString("reason")).isNotEmpty());
    }

    private static boolean accepts(ServerSocket trap) throws Exception {
        try {
            trap.accept().close();
            return true;
        } catch (SocketTimeoutException nobodyCame) {
            return false;
        }
    }

    private static Command.Builder purchase(String user) {
        return Command.newBuilder()
                .setRequestId("00000000000000000000000000000001")
                .setGatewayEpoch(1)
                .setUserId(user)
                .setItemId("phone")
                .setPurchase(Purchase.newBuilder().setQuantity(1));
    }

    /** Puts {@code value} where purchases of the phone go. */
    private void append(byte[] value) throws Exception {
        Map<String, Object> properties = Map.of("bootstrap.servers", cluster.bootstrapServers());
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            "seckill.requests", SlotMap.first(QUEUES).queueOf("phone"), "phone", value))
                    .get(40, TimeUnit.SECONDS);
        }
    }

    private MetricsPage backend() {
        return Now.get(cluster.backendConsole(0).metrics());
    }
}
