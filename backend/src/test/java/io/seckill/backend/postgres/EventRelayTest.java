package io.seckill.backend.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.backend.BackendSettings;
import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.commit.Producers;
import io.seckill.backend.fixture.EventBooks;
import io.seckill.backend.fixture.Schemas;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.membership.Consumers;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.kafka.Topics;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.TestPostgres;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real PostgreSQL, real Kafka. */
@WithBroker
@ExtendWith(TestPostgres.Extension.class)
class EventRelayTest {
    private static final long NOW = 1_000_000;
    private static final int PURCHASES = 300;

    private TestPostgres server;
    private String schema;
    private PostgresStore store;
    private long offset;

    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker, TestPostgres postgres) {
        server = postgres;
        schema = postgres.newSchema();
        stage = new Stage(broker, 2);
        try (Admin admin = stage.admin()) {
            new Topics(stage.topics(), true).ensure(admin).toCompletableFuture().join();
        }
        store = new PostgresStore(
                stage.vertx(),
                Schemas.settings(server, schema),
                PostgresStoreTest.USE,
                new StoreRules(0, true),
                InstantSource.fixed(Instant.ofEpochMilli(NOW)),
                changed -> {});
        Stage.join(store.open());
    }

    /** They fence each other again and again, wherever the other one is. */
    @Test
    void twoThatBothBelieveToBeInChargeTellEachEventOnce() throws Exception {
        try (EventRelay one = relay();
                EventRelay other = relay()) {
            List.of(one, other).forEach(relay -> relay.tookOver(0));
            decide(stage.commands().putItem("phone", PURCHASES, 1));
            for (int i = 0; i < PURCHASES; i++) {
                decide(stage.commands().purchase("phone", "user" + i));
            }
            await().until(() ->
                    server.ask("select count(*) from " + schema + ".events").equals(List.of("0")));
        }
        EventBooks books = new EventBooks(stage.events());
        assertThat(books.books()).isEqualTo(EventBooks.of("postgres", stage, server, schema));
        assertThat(books.told("phone"))
                .hasSize(PURCHASES + 3)
                .startsWith("ItemDefined", "ItemOpened")
                .endsWith("ItemSoldOut");
    }

    private void decide(Command command) {
        LoggedCommand logged = new LoggedCommand(command, 0, offset++, NOW);
        Stage.join(store.decide(new Attempt(logged, 1, false)));
    }

    private EventRelay relay() {
        BackendSettings settings = stage.settings();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        String name = stage.group() + "-events";
        OwnerId owner = OwnerId.next(name, new SplittableRandom());
        Producers producers = new Producers(settings.kafka(), owner, registry);
        Consumers consumers =
                new Consumers(settings.kafka(), owner, settings.consumer().sessionTimeout());
        return new EventRelay(
                store,
                stage.topics(),
                () -> producers.relaying(name),
                consumers::loader,
                new Waits(registry, System::nanoTime));
    }
}
