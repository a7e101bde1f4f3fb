package io.seckill.backend;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.backend.commit.Committer;
import io.seckill.backend.commit.Committing;
import io.seckill.backend.commit.OwnerId;
import io.seckill.backend.commit.Pipeline;
import io.seckill.backend.commit.Producers;
import io.seckill.backend.consume.Consumption;
import io.seckill.backend.consume.TakenOver;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.deliver.Deliveries;
import io.seckill.backend.deliver.Reply;
import io.seckill.backend.deliver.Ticker;
import io.seckill.backend.operate.Health;
import io.seckill.backend.operate.ManagementServer;
import io.seckill.kafka.Topics;
import io.seckill.layout.LayoutGate;
import io.seckill.settings.SettingsException;
import io.seckill.v1.QueuePosition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running backend: its parts, built in the order of a command's way and ended so that nothing decided is lost. */
public final class Backend {
    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

    /** One loop delivers, the other serves operators. */
    private static final int EVENT_LOOPS = 2;

    private static final long ASK_AGAIN_MS = 1_000;

    private final BackendSettings settings;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx;
    private final Admin admin;
    private final Deliveries deliveries;
    private final Producer<byte[], byte[]> commands;
    private final Committing committing;
    private final LayoutGate layout;
    private final Consumption consumption;
    private volatile Optional<String> hindrance = Optional.of("waiting for the cluster"); // until the topics stand
    private volatile int managementPort; // written once, by the event loop that listens

    private Backend(BackendSettings settings) {
        this.settings = settings;
        SecureRandom random = new SecureRandom();
        OwnerId owner = OwnerId.next(settings.consumer().group(), random);
        Pipeline pipeline = new Pipeline(settings.transaction().maxPending());
        Producers producers = new Producers(settings.kafka(), settings.transaction(), owner, registry);
        this.admin = Admin.create(settings.kafka().with(Map.of("client.id", owner + "-admin")));
        this.vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(EVENT_LOOPS));
        this.deliveries =
                Deliveries.start(vertx, settings.delivery(), settings.tls(), registry, Ticker.system(), random);
        this.layout = new LayoutGate(settings.kafka(), settings.topics(), owner + "-layout");
        this.commands = producers.commands();
        this.committing = new Committing(producers, pipeline, settings.transaction(), audience(deliveries), registry);
        this.consumption = new Consumption(
                new Consumption.Configuration(
                        settings.kafka(),
                        settings.consumer(),
                        settings.takeover(),
                        settings.status(),
                        settings.topics()),
                new Consumption.Surroundings(
                        owner,
                        admin,
                        pipeline,
                        commands,
                        InstantSource.system(),
                        random,
                        () -> new Ledger(random.nextLong(), settings.memory()),
                        registry),
                this::tookOver);
    }

    private void tookOver(TakenOver queue) {
        deliveries.decided(List.of(position(queue.queue(), queue.position())));
        deliveries.deliverAgain(queue.again());
    }

    private static QueuePosition position(int queue, long offset) {
        return QueuePosition.newBuilder().setQueue(queue).setOffset(offset).build();
    }

    /**
     * Starts a backend.
     *
     * @return completes once it asks for its share of the queues, which needs the cluster: where that is away it is
     *     waited for, without end; fails with {@link SettingsException} on a taken port or a contradicting topic
     */
    public static Future<Backend> start(BackendSettings settings) {
        Backend backend;
        try {
            backend = new Backend(settings);
        } catch (KafkaException refused) {
            return Future.failedFuture(
                    new SettingsException("backend.kafka: " + rootOf(refused).getMessage(), refused));
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
        return new ManagementServer(health(), registry)
                .listen(vertx, settings.management())
                .onSuccess(server -> managementPort = server.actualPort())
                .compose(listening -> topicsStand())
                .onSuccess(stand -> {
                    committing.start();
                    consumption.start();
                    hindrance = Optional.empty();
                });
    }

    private Health health() {
        return new Health() {
            @Override
            public Optional<String> deadPart() {
                boolean started = hindrance.isEmpty();
                boolean whole = consumption.alive() && committing.alive();
                return started && !whole ? Optional.of("a thread has died") : Optional.empty();
            }

            @Override
            public Optional<String> hindrance() {
                return hindrance.or(consumption::hindrance);
            }
        };
    }

    /** Creates and checks the topics and the layout; asks again until the cluster answers. */
    private Future<Void> topicsStand() {
        return Future.fromCompletionStage(new Topics(settings.topics()).ensure(admin), vertx.getOrCreateContext())
                .compose(stand -> vertx.executeBlocking(() -> {
                    layout.pass();
                    return (Void) null;
                }))
                .recover(failure -> {
                    Throwable root = rootOf(failure);
                    if (root instanceof SettingsException) {
                        return Future.failedFuture(root);
                    }
                    LOG.warn("the topics cannot be checked yet: {}", root.toString());
                    return vertx.timer(ASK_AGAIN_MS).compose(waited -> topicsStand());
                });
    }

    private static Committer.Audience audience(Deliveries deliveries) {
        return new Committer.Audience() {
            @Override
            public void decided(Map<TopicPartition, OffsetAndMetadata> positions) {
                deliveries.decided(positions.entrySet().stream()
                        .map(entry -> position(
                                entry.getKey().partition(), entry.getValue().offset()))
                        .toList());
            }

            @Override
            public void tell(List<Reply> replies) {
                deliveries.deliver(replies);
            }
        };
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
                    consumption.stop();
                    committing.stop();
                    commands.close(Duration.ZERO);
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
