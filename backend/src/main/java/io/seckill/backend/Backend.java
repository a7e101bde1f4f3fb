package io.seckill.backend;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.backend.commit.Producers;
import io.seckill.backend.deliver.Deliveries;
import io.seckill.backend.deliver.Ticker;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.Health;
import io.seckill.backend.operate.ManagementServer;
import io.seckill.backend.operate.RepeatedTrouble;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.backend.parallel.handler.UnavailableException;
import io.seckill.kafka.GroupLagReader;
import io.seckill.kafka.Topics;
import io.seckill.layout.Layout;
import io.seckill.layout.LayoutGate;
import io.seckill.settings.EventLoops;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running backend: its parts, built in the order of a command's way and ended so that nothing decided is lost. */
public final class Backend {
    private static final Logger log = LoggerFactory.getLogger(Backend.class);

    /** One loop delivers, the other serves operators. */
    private static final int EVENT_LOOPS = 2;

    private static final long ASK_AGAIN_MS = 1_000;
    private static final long LOOK_AT_WAITS_MS = 250;

    private final BackendSettings settings;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx;
    private final Admin admin;
    private final Waits waits = new Waits(registry, System::nanoTime);
    private final Deliveries deliveries;
    private final LayoutGate layout;
    private final Decider deciding;
    private final RepeatedTrouble storeTrouble = new RepeatedTrouble(System::nanoTime); // one attempt at a time
    private volatile Optional<String> notReadyReason = Optional.of("waiting for the cluster"); // until the topics stand
    private volatile int managementPort; // written once, by the event loop that listens

    private Backend(BackendSettings settings, Maker maker) {
        this.settings = settings;
        SecureRandom random = new SecureRandom();
        OwnerId owner = OwnerId.next(settings.kafka().group(), random);
        Producers producers = new Producers(settings.kafka(), settings.transaction(), owner, registry);
        this.admin = Admin.create(settings.kafka().asking(Map.of("client.id", owner + "-admin")));
        this.vertx = EventLoops.start(EVENT_LOOPS);
        this.deliveries =
                Deliveries.start(vertx, settings.delivery(), settings.tls(), registry, Ticker.system(), random);
        this.layout = new LayoutGate(settings.kafka(), settings.topics(), owner + "-layout");
        DeciderContext context = new DeciderContext(
                settings, owner, admin, producers, deliveries, new DeciderContext.Watched(registry, waits), random);
        this.deciding = maker.make(vertx, context);
    }

    /** Makes the part that decides. */
    interface Maker {
        Decider make(Vertx vertx, DeciderContext context);
    }

    /**
     * Starts a backend.
     *
     * @return completes once it asks for its share of the queues, which needs the cluster: where that is away it is
     *     waited for, without end; fails with {@link SettingsException} on a taken port or a contradicting topic
     */
    public static Future<Backend> start(BackendSettings settings) {
        if (!settings.onLedger()) {
            return start(settings, PostgresDecider::make);
        }
        try {
            settings.checkLedger();
        } catch (SettingsException wrong) {
            return Future.failedFuture(wrong);
        }
        return start(settings, LedgerDecider::new);
    }

    /**
     * As {@link #start(BackendSettings)}, but {@code handler} decides, handed commands as {@code backend.engine} says;
     * {@code backend.store} does not matter.
     */
    public static Future<Backend> start(BackendSettings settings, Handler handler) {
        return start(settings, (vertx, context) -> ParallelDecider.with(handler, vertx, context));
    }

    private static Future<Backend> start(BackendSettings settings, Maker maker) {
        Backend backend;
        try {
            backend = new Backend(settings, maker);
        } catch (KafkaException refused) {
            return Future.failedFuture(
                    new SettingsException("kafka: " + rootOf(refused).getMessage(), refused));
        }
        // Of no context: where the start fails, the context of every other future here ends before this one completes.
        Promise<Backend> started = Promise.promise();
        backend.open()
                .onComplete(
                        opened -> started.complete(backend),
                        failure -> backend.stop().onComplete(stopped -> started.fail(failure)));
        return started.future();
    }

    private Future<Void> open() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        vertx.setPeriodic(LOOK_AT_WAITS_MS, tick -> waits.look());
        GroupLagReader positions = new GroupLagReader(admin, settings.topics());
        return new ManagementServer(health(), registry, positions)
                .listen(vertx, settings.management(), BackendSettings.SECTION)
                .onSuccess(server -> managementPort = server.actualPort())
                .compose(listening -> topicsStand())
                .compose(standing -> storeStands())
                .onSuccess(stands -> {
                    deciding.start();
                    notReadyReason = Optional.empty();
                });
    }

    private Health health() {
        return new Health() {
            @Override
            public Optional<String> deadPart() {
                boolean started = notReadyReason.isEmpty();
                return started && !deciding.alive() ? Optional.of("a thread has died") : Optional.empty();
            }

            @Override
            public Optional<String> notReadyReason() {
                return notReadyReason.or(deciding::notReadyReason).or(waits::notReadyReason);
            }
        };
    }

    /** Creates and checks the topics and the layout; asks again until the cluster answers. */
    private Future<Layout> topicsStand() {
        return Future.fromCompletionStage(new Topics(settings.topics()).ensure(admin), vertx.getOrCreateContext())
                .compose(stand -> vertx.executeBlocking(layout::pass))
                .recover(failure -> {
                    Throwable root = rootOf(failure);
                    if (root instanceof SettingsException) {
                        return Future.failedFuture(root);
                    }
                    log.warn("the topics cannot be checked yet: {}", root.toString());
                    return vertx.timer(ASK_AGAIN_MS).compose(waited -> topicsStand());
                });
    }

    /** Makes the store ready; asks again until it answers. */
    private Future<Void> storeStands() {
        return deciding.open().recover(failure -> {
            String reason = UnavailableException.reason(failure);
            if (storeTrouble.isNews(reason)) {
                log.warn("waiting for the store: {}", reason);
            }
            notReadyReason = Optional.of("waiting for the store: " + reason);
            return vertx.timer(ASK_AGAIN_MS).compose(waited -> storeStands());
        });
    }

    /** The port on which operators are served. */
    public int managementPort() {
        return managementPort;
    }

    /**
     * Stops: gives the queues back, commits what is decided, delivers what is committed, each for a bounded time.
     *
     * @return completes when every thread of the backend has ended
     */
    public Future<Void> stop() {
        // A future of its own: those of the loops are never completed once the loops have ended.
        Promise<Void> ended = Promise.promise();
        vertx.executeBlocking(() -> {
                    deciding.stop();
                    return null;
                })
                .transform(stopped -> deliveries.close())
                .onComplete(delivered -> vertx.close().onComplete(closed -> {
                    admin.close(Duration.ZERO);
                    ended.tryComplete();
                }));
        return ended.future();
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null || failure instanceof SettingsException ? failure : rootOf(cause);
    }
}
