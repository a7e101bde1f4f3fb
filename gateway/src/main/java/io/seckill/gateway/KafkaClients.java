package io.seckill.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.gateway.admit.Readiness;
import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.catalogue.CatalogueFollower;
import io.seckill.gateway.catalogue.Freshness;
import io.seckill.gateway.catalogue.ItemsEndOffsetPoller;
import io.seckill.gateway.layout.LayoutFollower;
import io.seckill.gateway.publish.CommandPublisher;
import io.seckill.gateway.publish.CommandRouters;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicFollower;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The gateway's clients of Kafka: one that appends, two that follow, one that asks. Opened in steps, closed in order. */
final class KafkaClients {
    /** Longer than any lasts. */
    private static final Duration REHEARSAL = Duration.ofHours(1);

    private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(2);

    /** A broker that vanished must not keep views stale for half a minute, as it would by default. */
    private static final int ADMIN_REQUEST_TIMEOUT_MILLIS = 5_000;

    private final Vertx vertx;
    private final GatewaySettings settings;
    private final AdminClient admin;
    private final CommandPublisher publisher;
    private final CommandRouters commandRouters;
    private final LayoutFollower layout;

    /** Clients of a gateway of {@code settings} in its life {@code epoch}, whose appends {@code observers} hear of. */
    KafkaClients(
            Vertx vertx,
            GatewaySettings settings,
            long epoch,
            CommandPublisher.Observers observers,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.settings = settings;
        this.admin = admin(settings.kafka());
        this.publisher = new CommandPublisher(vertx, settings, observers, registry);
        this.commandRouters = new CommandRouters(publisher, settings.topics());
        this.layout = new LayoutFollower(
                settings,
                epoch,
                new LayoutFollower.Followers(
                        vertx, publisher, commandRouters, observers.backlog(), observers.clockOffset()));
    }

    private static AdminClient admin(KafkaSettings kafka) {
        return AdminClient.create(kafka.with(Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                "seckill-gateway-admin",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ADMIN_REQUEST_TIMEOUT_MILLIS)));
    }

    AdminClient admin() {
        return admin;
    }

    CommandRouters commandRouters() {
        return commandRouters;
    }

    LayoutFollower layout() {
        return layout;
    }

    /** When the gateway can append. */
    Readiness readiness() {
        Readiness readiness = new Readiness();
        readiness.require(
                "another gateway was reached at this one's address before: set gateway.callback.advertised",
                () -> !layout.isLateAtItsAddress());
        readiness.require(
                "the lease ran out, since nothing got through "
                        + settings.topics().slots() + " in time",
                commandRouters::isOpen);
        readiness.require("the producer broke and is being replaced", publisher::isUsable);
        return readiness;
    }

    /** Follows the items into {@code catalogue}, and says to {@code freshness} how far they are; for the start. */
    private Future<Void> follow(Catalogue catalogue, Freshness freshness) {
        String topic = settings.topics().items();
        TopicFollower items = CatalogueFollower.of(settings.kafka(), topic, catalogue, freshness);
        new ItemsEndOffsetPoller(
                        vertx, KafkaAdminClient.create(vertx, admin), topic, freshness, Gateway::monotonicMillis)
                .start(Freshness.MAX_AGE);
        return items.follow(vertx);
    }

    /**
     * Completes when commands of a gateway that backends reach at {@code replyTo} may go. Each step waits for as long as Kafka
     * makes it, and {@code readiness} says for what.
     */
    Future<Void> open(Readiness readiness, Catalogue catalogue, Freshness freshness, String replyTo) {
        String kafka = "Kafka at " + settings.kafka().bootstrapServers();
        String topics = kafka + " to check the topics";
        readiness.startWaitsFor(topics);
        return new TopicsGate(
                        vertx,
                        settings.kafka(),
                        settings.topics(),
                        admin,
                        why -> readiness.startWaitsFor(topics + ": " + why))
                .open()
                .compose(topicsAreRight -> follow(catalogue, freshness))
                .compose(following -> {
                    readiness.startWaitsFor(
                            kafka + " to learn where " + settings.topics().requests() + " is");
                    return publisher.warmUp();
                })
                .compose(warm -> {
                    readiness.startWaitsFor(
                            kafka + " to write and read " + settings.topics().slots());
                    return layout.start(replyTo);
                });
    }

    /**
     * As {@link #open}, for a rehearsal, on topics that stand: without a lease, of which other processes would hear.
     */
    Future<Void> rehearse(Catalogue catalogue, Freshness freshness) {
        return follow(catalogue, freshness)
                .compose(following -> publisher.warmUp())
                .compose(warm -> commandRouters.openUntil(System.nanoTime() + REHEARSAL.toNanos()));
    }

    /** Sends what is buffered, then takes the lease back. The rest ends with Vert.x. */
    Future<Void> close() {
        return vertx.<Void>executeBlocking(() -> {
                    publisher.close(PRODUCER_CLOSE);
                    admin.close(Duration.ZERO);
                    return null;
                })
                .eventually(layout::close);
    }
}
