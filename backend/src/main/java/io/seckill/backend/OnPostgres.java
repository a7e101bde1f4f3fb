package io.seckill.backend;

import io.seckill.backend.postgres.PostgresStore;
import io.seckill.backend.postgres.StatusPublisher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has PostgreSQL decide, many commands at once. */
final class OnPostgres implements Deciding {
    private static final Logger LOG = LoggerFactory.getLogger(OnPostgres.class);

    private final PostgresStore store;
    private final StatusPublisher statuses;
    private final OnEngine engine;

    private OnPostgres(Vertx vertx, Backend.Surroundings around) {
        this.statuses = new StatusPublisher(
                around.settings().status(),
                around.settings().topics().items(),
                around.producers().statuses());
        this.store = new PostgresStore(vertx, around.settings().postgres(), InstantSource.system(), statuses::changed);
        this.engine = new OnEngine(store, around, queue -> publishAll());
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
        return store.open();
    }

    @Override
    public void start() {
        engine.start();
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
        statuses.close(); // the store's connections end with Vert.x
    }
}
