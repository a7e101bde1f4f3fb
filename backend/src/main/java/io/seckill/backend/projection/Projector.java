package io.seckill.backend.projection;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.Health;
import io.seckill.backend.operate.ManagementServer;
import io.seckill.backend.operate.RepeatedTrouble;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.recovery.transactions.QueueWatch;
import io.seckill.kafka.GroupLagReader;
import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.Topics;
import io.seckill.settings.EventLoops;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running projector: keeps a table of orders in PostgreSQL up to the ledger, apart from everybody else. */
public final class Projector {
    private static final Logger log = LoggerFactory.getLogger(Projector.class);

    /** One loop writes, the other serves operators. */
    private static final int EVENT_LOOPS = 2;

    private static final long ASK_AGAIN_MS = 1_000;
    private static final long LOOK_AT_WAITS_MS = 250;

    private final ProjectorSettings settings;
    private final TopicSettings topics;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx;
    private final Admin admin;
    private final Waits waits = new Waits(registry, System::nanoTime);
    private final Projection projection;
    private final LedgerFollower follower;
    private final RepeatedTrouble trouble = new RepeatedTrouble(System::nanoTime); // one attempt at a time
    private volatile Optional<String> notReadyReason =
            Optional.of("waiting for the ledger and PostgreSQL"); // until both stand
    private volatile int managementPort; // written once, by the event loop that listens

    private Projector(ProjectorSettings settings) {
        this.settings = settings;
        this.topics = settings.topics();
        String name = OwnerId.next(settings.group(), new SecureRandom()).toString();
        this.admin = Admin.create(settings.kafka().asking(Map.of("client.id", name + "-admin")));
        this.vertx = EventLoops.start(EVENT_LOOPS);
        this.projection = new Projection(vertx, settings.postgres());
        this.follower = new LedgerFollower(
                ProjectorConsumers.member(settings, name),
                topics.orders(),
                projection,
                settings.postgres().statementTimeout(),
                new QueueWatch(settings.kafka(), name + "-watch", waits),
                registry);
    }

    /**
     * Starts a projector.
     *
     * @return completes once it asks for its share of the queues: the ledger and PostgreSQL are waited for, without
     *     end; fails with {@link SettingsException} on a taken port, or a schema that holds something else
     */
    public static Future<Projector> start(ProjectorSettings settings) {
        Projector projector;
        try {
            projector = new Projector(settings);
        } catch (KafkaException refused) {
            return Future.failedFuture(new SettingsException("kafka: " + refused.getMessage(), refused));
        }
        // Of no context: where the start fails, the context of every other future here ends before this one completes.
        Promise<Projector> started = Promise.promise();
        projector
                .open()
                .onComplete(
                        opened -> started.complete(projector),
                        failure -> projector.stop().onComplete(stopped -> started.fail(failure)));
        return started.future();
    }

    private Future<Void> open() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        vertx.setPeriodic(LOOK_AT_WAITS_MS, tick -> waits.look());
        return new ManagementServer(health(), registry, new GroupLagReader(admin, topics))
                .listen(vertx, settings.management(), ProjectorSettings.SECTION)
                .onSuccess(server -> managementPort = server.actualPort())
                .compose(listening -> tablesStand())
                .onSuccess(stand -> {
                    follower.start();
                    notReadyReason = Optional.empty();
                });
    }

    private Health health() {
        return new Health() {
            @Override
            public Optional<String> deadPart() {
                boolean started = notReadyReason.isEmpty();
                return started && !follower.alive() ? Optional.of("a thread has died") : Optional.empty();
            }

            @Override
            public Optional<String> notReadyReason() {
                return notReadyReason.or(follower::notReadyReason).or(waits::notReadyReason);
            }
        };
    }

    /** Makes the tables ready for the ledger that there is; asks again until both answer. */
    private Future<Void> tablesStand() {
        return Future.fromCompletionStage(
                        admin.describeTopics(List.of(topics.orders()))
                                .allTopicNames()
                                .toCompletionStage(),
                        vertx.getOrCreateContext())
                .compose(found -> {
                    TopicDescription ledger = found.values().iterator().next();
                    return projection.open(ledger.name(), ledger.topicId().toString());
                })
                .recover(failure -> {
                    if (failure instanceof SettingsException) {
                        return Future.failedFuture(failure);
                    }
                    String reason = reason(Topics.rootOf(failure));
                    if (trouble.isNews(reason)) {
                        log.warn("waiting for the ledger and PostgreSQL: {}", reason);
                    }
                    notReadyReason = Optional.of("waiting for " + reason);
                    return vertx.timer(ASK_AGAIN_MS).compose(waited -> tablesStand());
                });
    }

    private String reason(Throwable failure) {
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "the topic " + topics.orders() + " is not there: no backend of this cluster has been started";
        }
        return failure instanceof KafkaException ? failure.toString() : projection.line(failure);
    }

    /** The port on which operators are served. */
    public int managementPort() {
        return managementPort;
    }

    /**
     * Stops: ends the transaction that runs and leaves the group.
     *
     * @return completes when every thread of the projector has ended
     */
    public Future<Void> stop() {
        // A future of its own: those of the loops are never completed once the loops have ended.
        Promise<Void> ended = Promise.promise();
        vertx.executeBlocking(() -> {
                    follower.stop();
                    return null;
                })
                .onComplete(stopped -> vertx.close().onComplete(closed -> {
                    admin.close(Duration.ZERO);
                    ended.tryComplete();
                }));
        return ended.future();
    }
}
