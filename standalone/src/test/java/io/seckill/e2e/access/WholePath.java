package io.seckill.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.projection.Projector;
import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.gateway.Gateway;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** All that a sale asks of Kafka, one thing after the other; each step fails where it does not succeed. */
final class WholePath {
    private final GuardedInstallation at;
    private final TestPostgres postgres;

    WholePath(GuardedInstallation at, TestPostgres postgres) {
        this.at = at;
        this.postgres = postgres;
    }

    /** With orders in the ledger, a projector and all commands. */
    void onTheLedger() throws Exception {
        Gateway gateway = at.startGateway(); // waits for the topics, which it may not create
        at.startBackend("ledger");
        Projector projector = at.startProjector();
        Now.get(gateway.ready());
        sell(gateway);
        awaitReady(at.console(projector.managementPort()));
        await("the table of orders")
                .until(() -> postgres.ask("select status from " + at.schema() + ".orders")
                        .contains("CONFIRMED"));
        positions(at.console(gateway.managementPort()), "seckill-backend");
        positions(at.console(projector.managementPort()), "seckill-projector");
        write("seckill.requests", "nobody", "no command".getBytes(StandardCharsets.UTF_8));
        await("a dead letter").until(() -> Ledger.end(at.bootstrapServers(), "seckill.requests.dlq") > 0);
        bringBack(gateway);
        ended(at.command("grow", "--queues", "4"), "STEADY: 4 queues");
        buy(at.shop(gateway), "dan", "phone");
    }

    /** With orders in PostgreSQL, which refuses one buyer. */
    void onPostgres() throws Exception {
        Gateway gateway = at.startGateway();
        at.startBackend("postgres");
        Now.get(gateway.ready());
        String refuse = "create function $.refuse() returns trigger language plpgsql as"
                + " 'begin raise exception ''not this one''; end'";
        String ask = "create trigger refuse before insert on $.requests for each row"
                + " when (new.user_id = 'poison') execute function $.refuse()";
        execute(refuse, ask);
        sell(gateway);
        Now.get(at.shop(gateway).buyWaiting("poison", "phone", 0));
        await("a dead letter").until(() -> Ledger.end(at.bootstrapServers(), "seckill.requests.dlq") > 0);
    }

    private void execute(String... statements) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each.replace("$", at.schema()));
            }
        }
    }

    private void sell(Gateway gateway) {
        Console console = at.console(gateway.managementPort());
        Shop shop = at.shop(gateway);
        put(console, "phone", SaleTerms.open(100).holding(600));
        put(console, "lamp", SaleTerms.open(100).holding(1));
        await("the view of the items").until(() -> Now.get(shop.item("lamp")).status() == 200);
        Answer bought = buy(shop, "ann", "phone");
        assertThat(Now.get(shop.ask("ann", bought.header("Location"))).status()).isLessThan(300);
        assertThat(Now.get(shop.order("ann", "phone", bought.orderId())).status())
                .isEqualTo(200);
        assertThat(Now.get(shop.confirm("ann", "phone", bought.orderId())).status())
                .isEqualTo(200);
        Answer held = buy(shop, "bob", "lamp");
        await("the hold's end")
                .until(() -> Now.get(shop.order("bob", "lamp", held.orderId()))
                        .json()
                        .getString("status", "")
                        .equals("EXPIRED"));
    }

    private static void put(Console console, String item, SaleTerms terms) {
        await("the sale of " + item)
                .until(() -> Now.get(console.put(item, terms)).status() == 200);
    }

    private static Answer buy(Shop shop, String user, String item) {
        return await("the purchase of " + user)
                .until(() -> Now.get(shop.buyWaiting(user, item, 20)), answer -> answer.status() == 201);
    }

    private static void awaitReady(Console console) {
        await("ready").until(console::ready);
    }

    /** Of one group: of all, those that may not be described would only be missing. */
    private static void positions(Console console, String group) {
        assertThat(Now.get(console.get("/v1/admin/positions?group=" + group))
                        .body()
                        .toString())
                .contains("\"position\"");
    }

    /** Has a purchase be given up and sent back: the same command once more, whose order is known. */
    private void bringBack(Gateway gateway) throws Exception {
        byte[] purchase = Ledger.records(at.bootstrapServers(), "seckill.requests").stream()
                .filter(record -> record.key().equals("phone"))
                .findFirst()
                .orElseThrow()
                .value();
        write("seckill.requests.dlq", "phone", purchase);
        ended(at.command("redrive"), "1 sent back, 0 sent back before, 1 left");
        write("seckill.requests.dlq", "phone", purchase);
        assertThat(Now.get(at.console(gateway.managementPort()).redrive("{}"))
                        .json()
                        .getInteger("sent"))
                .isEqualTo(1);
        assertThat(Now.get(at.console(gateway.managementPort()).get("/v1/admin/dead-letters"))
                        .body()
                        .toString())
                .contains("\"item\":\"phone\"", "\"sentBack\":true");
        ended(at.command("positions", "--group", "seckill-backend"), "LAG");
        buy(at.shop(gateway), "cid", "phone");
    }

    private void write(String topic, String key, byte[] value) throws Exception {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", at.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, bytes, value)).get();
        }
    }

    private static void ended(ChildProcess command, String saying) {
        command.awaitOutput(saying);
        assertThat(command.awaitExit()).isZero();
    }
}
