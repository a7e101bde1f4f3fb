package io.seckill.standalone;

import io.seckill.backend.Backend;
import io.seckill.gateway.Gateway;
import io.seckill.net.FreePorts;
import io.seckill.settings.SettingsException;
import io.seckill.standalone.broker.BrokerSettings;
import io.seckill.standalone.broker.EmbeddedBroker;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs in this process: the broker, then backend and gateway beside each other.
 *
 * <p>Stopped in the opposite order: a gateway that drains still needs the backend, and both need the broker. Starting
 * and stopping exclude each other, so that a Ctrl-C in the middle of the start stops what has been started.
 */
final class Standalone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    /** For one part to start, or to stop beyond the time that its settings give it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How to stop a part. */
    private interface Stop {
        void run() throws Exception;
    }

    private record Part(String name, Stop stop) {}

    /** The last one started comes first; guarded by this. */
    private final Deque<Part> parts = new ArrayDeque<>();

    /** Starts the broker. */
    synchronized EmbeddedBroker startBroker(BrokerSettings settings, FreePorts free) {
        EmbeddedBroker broker = EmbeddedBroker.start(settings, free);
        parts.push(new Part("broker", broker::close));
        return broker;
    }

    /** Starts backend and gateway and returns when both serve; where either fails, {@link #close} stops the other. */
    synchronized Doors startServices(StandaloneSettings settings) throws Exception {
        Future<Backend> backend = Backend.start(settings.backend());
        Future<Gateway> gateway = Gateway.start(settings.gateway());
        Duration drain = settings.gateway().drain().longest();
        try {
            await(Future.join(backend, gateway), PATIENCE);
        } finally {
            if (backend.succeeded()) {
                parts.push(new Part("backend", () -> await(backend.result().stop(), PATIENCE)));
            }
            if (gateway.succeeded()) {
                parts.push(new Part("gateway", () -> await(gateway.result().stop(), PATIENCE.plus(drain))));
            }
        }
        await(gateway.result().ready(), PATIENCE);
        return new Doors(
                Doors.url(settings.gateway().http().host(), gateway.result().httpPort()),
                Doors.url(
                        settings.gateway().management().host(), gateway.result().managementPort()),
                Doors.url(
                        settings.backend().management().host(), backend.result().managementPort()));
    }

    /** Stops all parts, each whether or not another could be stopped. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.stop().run();
                LOG.info("stopped the {}", part.name());
            } catch (Exception e) {
                LOG.error("could not stop the {} in order", part.name(), e);
            }
        }
    }

    private static void await(Future<?> future, Duration patience) throws Exception {
        try {
            future.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SettingsException(
                    "gateway or backend was not done within " + patience.toSeconds() + " s; is Kafka reachable?", e);
        }
    }
}
