package io.seckill.backend;

import io.seckill.backend.consume.HoldExpiry;
import io.seckill.backend.engine.Engine;
import io.seckill.backend.postgres.HoldWatch;
import io.seckill.backend.postgres.PostgresStore;
import io.seckill.backend.postgres.StatusPublisher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has PostgreSQL decide, many commands at once. */
final class OnPostgres implements Deciding {
    private static final Logger LOG = LoggerFactory.getLogger(OnPostgres.class);

    /** A former owner's status that was under way is there by then, after newer ones perhaps, or never will be. */
    private static final long LAST_WORDS_MS = 30_000;

    private final Vertx vertx;
    private final PostgresStore store;
    private final StatusPublisher statuses;
    private final Producer<byte[], byte[]> commands;
    private final HoldWatch holds;
    private final OnEngine engine;

    private OnPostgres(Vertx vertx, Backend.Surroundings around) {
        BackendSettings settings = around.settings();
        InstantSource clock = InstantSource.system();
        this.vertx = vertx;
        this.statuses = new StatusPublisher(
                settings.status(), settings.topics().items(), around.producers().statuses());
        this.store = new PostgresStore(vertx, settings.postgres(), settings.postgresStore(), clock, statuses::changed);
        this.commands = around.producers().commands();
        this.holds = new HoldWatch(
                store, new HoldExpiry(settings.topics().requests(), commands, clock, around.random()), clock);
        this.engine = new OnEngine(store, vertx, around, shares());
    }

    private Engine.Shares shares() {
        return new Engine.Shares() {
            @Override
            public void tookOver(int queue) {
                holds.tookOver(queue);
                publishAll();
                vertx.setTimer(LAST_WORDS_MS, timer -> publishAll());
            }

            @Override
            public void released(int queue) {
                holds.released(queue);
            }
        };
    }

    static Deciding make(Vertx vertx, Backend.Surroundings around) {
        return new OnPostgres(vertx, around);
    }

    /** A former owner may have died before it told of its last changes; versions keep gateways from going back. */
    private void publishAll() {
        store.items()
                .onSuccess(statuses::changed)
                .onFailure(failure -> LOG.warn("item statuses are not published again: {}", failure.toString()));
    }

    @Override
    public Future<Void> open() {
        return engine.open().compose(open -> store.open());
    }

    @Override
    public void start() {
        engine.start();
        holds.start(vertx, engine::queueOf);
    }

    @Override
    public boolean alive() {
        return engine.alive();
    }

    @Override
    public Optional<String> hindrance() {
        return engine.hindrance();
    }

    @Override
    public void stop() throws InterruptedException {
        engine.stop();
        commands.close(Duration.ZERO);
        statuses.close(); // the store's connections end with Vert.x
    }
}
