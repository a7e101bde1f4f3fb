package io.seckill.backend;

import io.seckill.backend.command.HoldExpiry;
import io.seckill.backend.membership.Consumers;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.parallel.OwnershipListener;
import io.seckill.backend.postgres.EventRelay;
import io.seckill.backend.postgres.PostgresStore;
import io.seckill.backend.postgres.StatusPublisher;
import io.seckill.backend.postgres.StoreHoldWatch;
import io.seckill.backend.postgres.StoreRules;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has PostgreSQL decide, many commands at once. */
final class PostgresDecider implements Decider {
    private static final Logger log = LoggerFactory.getLogger(PostgresDecider.class);

    /** A former owner's status that was under way is there by then, after newer ones perhaps, or never will be. */
    private static final long LAST_WORDS_MS = 30_000;

    private final Vertx vertx;
    private final PostgresStore store;
    private final StatusPublisher statuses;
    private final Producer<byte[], byte[]> commands;
    private final StoreHoldWatch holds;
    private final Optional<EventRelay> events;
    private final ParallelDecider engine;

    PostgresDecider(DeciderContext context) {
        BackendSettings settings = context.settings();
        InstantSource clock = InstantSource.system();
        this.vertx = context.process().vertx();
        this.statuses = new StatusPublisher(
                settings.topics().items(), context.producers().statuses());
        this.store = new PostgresStore(
                vertx,
                settings.postgres(),
                settings.postgresStore(),
                new StoreRules(settings.holds().maxExpired(), settings.events().enabled()),
                clock,
                statuses::changed);
        this.commands = context.producers().commands();
        this.holds = new StoreHoldWatch(
                store, new HoldExpiry(settings.topics().requests(), commands, clock, context.random()), clock);
        this.events = settings.events().enabled() ? Optional.of(relay(context)) : Optional.empty();
        this.engine = new ParallelDecider(store, context, ownership());
    }

    private EventRelay relay(DeciderContext context) {
        BackendSettings settings = context.settings();
        String name = settings.kafka().group() + "-events";
        OwnerId owner = new OwnerId(name, context.owner().life());
        Consumers consumers =
                new Consumers(settings.kafka(), owner, settings.consumer().sessionTimeout());
        return new EventRelay(
                store,
                settings.topics(),
                () -> context.producers().relaying(name),
                consumers::loader,
                context.process().waits());
    }

    private OwnershipListener ownership() {
        return new OwnershipListener() {
            @Override
            public void tookOver(int queue) {
                holds.tookOver(queue);
                events.ifPresent(relay -> relay.tookOver(queue));
                publishAll();
                vertx.setTimer(LAST_WORDS_MS, timer -> publishAll());
            }

            @Override
            public void released(int queue) {
                holds.released(queue);
                events.ifPresent(relay -> relay.released(queue));
            }
        };
    }

    /** A former owner may have died before it told of its last changes; versions keep gateways from going back. */
    private void publishAll() {
        store.items()
                .onSuccess(statuses::changed)
                .onFailure(failure -> log.warn("item statuses are not published again: {}", failure.toString()));
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
    public Optional<String> notReadyReason() {
        return engine.notReadyReason();
    }

    @Override
    public void stop() throws InterruptedException {
        engine.stop();
        events.ifPresent(EventRelay::close);
        commands.close(Duration.ZERO);
        statuses.close(); // the store's connections end with Vert.x
    }
}
