package io.seckill.gateway;

import io.seckill.gateway.connection.AcceptGate;
import io.seckill.gateway.connection.ConnectionLimit;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.gateway.warm.RehearsedBackend;
import io.seckill.gateway.warm.RehearsedBuyers;
import io.seckill.settings.Settings;
import io.seckill.tracing.Tracing;
import io.seckill.warm.RehearsedItems;
import io.seckill.warm.WarmUp;
import io.seckill.warm.WarmUpTopics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A second gateway in this process, of the same classes, with buyers and a backend of its own. What they do compiles the code
 * of the real one. All that purchases change, metrics, rates, views, books, is the second gateway's, and goes with it.
 */
final class GatewayRehearsal implements WarmUp.Rehearsal {
    private static final int CONNECTIONS = 1_000;
    private static final long TIMEOUT_SECONDS = 10;
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int MAX_LOOKS = 200;

    private final GatewaySettings settings;
    private final Vertx vertx;
    private final Gateway gateway;
    private final RehearsedItems items = RehearsedItems.next(new SecureRandom());
    private @Nullable RehearsedBackend backend;
    private @Nullable RehearsedBuyers buyers;

    private GatewayRehearsal(GatewaySettings settings) {
        this.settings = settings;
        AcceptGate gate = new AcceptGate(ConnectionLimit.of(CONNECTIONS), false);
        this.vertx = Gateway.loops(settings, gate).build();
        this.gateway = new Gateway(vertx, settings, gate, Tracing.off());
    }

    /** Starts one beside a gateway of {@code real}. Blocks for some tenths of a second; fails where Kafka does not let it. */
    static GatewayRehearsal start(GatewaySettings real) {
        GatewayRehearsal rehearsal = new GatewayRehearsal(settings(real));
        try {
            rehearsal.open();
            return rehearsal;
        } catch (RuntimeException e) {
            rehearsal.close();
            throw e;
        }
    }

    /** As shipped, but on loopback and topics of its own. */
    private static GatewaySettings settings(GatewaySettings real) {
        GatewaySettings shipped = Settings.defaults(GatewayRehearsal.class.getClassLoader(), GatewaySettings.DEFAULTS)
                .withOverride("gateway.http.host=127.0.0.1")
                .withOverride("gateway.http.port=0")
                .withOverride("gateway.http.loops=" + real.http().effectiveLoops())
                .withOverride("gateway.http.maxConnections=" + CONNECTIONS)
                .withOverride("gateway.callback.port=0")
                .withOverride("gateway.drain.delay=0s") // no load balancer knows it
                .withOverride("gateway.warmUp=0s") // this is one
                .section(GatewaySettings.SECTION, GatewaySettings.class);
        return new GatewaySettings(
                shipped.warmUp(),
                shipped.http(),
                shipped.management(),
                shipped.identity(),
                shipped.callback(),
                real.kafka(),
                WarmUpTopics.beside(real.topics()),
                real.publish(),
                shipped.purchase(),
                shipped.orders(),
                shipped.pending(),
                shipped.admission(),
                shipped.rate(),
                shipped.events(),
                shipped.ordersTable(),
                shipped.drain(),
                shipped.log(),
                shipped.tracing());
    }

    private void open() {
        WarmUpTopics.create(gateway.admin(), settings.topics());
        await(gateway.rehearse());
        RehearsedBackend answering =
                new RehearsedBackend(vertx, settings.kafka(), settings.topics(), items, gateway.callbackPort());
        backend = answering;
        answering.start();
        RehearsedBuyers buying = new RehearsedBuyers(gateway.httpPort(), items);
        buyers = buying;
        buying.start(vertx);
    }

    private static void await(Future<?> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public long answered() {
        return buyers == null ? 0 : buyers.answered();
    }

    /** First the buyers, and last the gateway: a command without a producer or an answer would be spoken of in the log. */
    @Override
    public void close() {
        if (buyers != null) {
            buyers.stop();
            awaitIdle();
            await(buyers.close());
        }
        if (backend != null) {
            backend.close();
        }
        await(gateway.close());
    }

    private void awaitIdle() {
        for (int look = 0; gateway.waiting() > 0 && look < MAX_LOOKS; look++) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
