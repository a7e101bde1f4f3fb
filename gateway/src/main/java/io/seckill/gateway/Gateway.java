package io.seckill.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.gateway.admit.BacklogLimit;
import io.seckill.gateway.admit.Edge;
import io.seckill.gateway.admit.RateGuard;
import io.seckill.gateway.admit.Readiness;
import io.seckill.gateway.auth.Authentication;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.backlog.CommittedOffsetPoller;
import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.catalogue.CatalogueFollower;
import io.seckill.gateway.catalogue.Freshness;
import io.seckill.gateway.catalogue.ItemsEndOffsetPoller;
import io.seckill.gateway.connection.AcceptGate;
import io.seckill.gateway.connection.ConnectionLimit;
import io.seckill.gateway.connection.GatedTransport;
import io.seckill.gateway.http.FilteredRequests;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.InvalidRequests;
import io.seckill.gateway.http.RouteList;
import io.seckill.gateway.layout.LayoutFollower;
import io.seckill.gateway.operate.ManagementRoutes;
import io.seckill.gateway.operate.Meters;
import io.seckill.gateway.pending.Accounting;
import io.seckill.gateway.publish.CircuitBreakers;
import io.seckill.gateway.publish.ClockOffset;
import io.seckill.gateway.publish.CommandPublisher;
import io.seckill.gateway.publish.CommandRouters;
import io.seckill.gateway.resolve.CallbackService;
import io.seckill.gateway.resolve.ResultRouter;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.ItemJson;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.kafka.GroupLagReader;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicFollower;
import io.seckill.settings.EventLoops;
import io.seckill.settings.SettingsException;
import io.seckill.settings.TlsFiles;
import io.seckill.settings.TlsSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.kafka.admin.KafkaAdminClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running gateway: puts the parts together, starts them in order, stops them in the opposite one. */
public final class Gateway {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /** Items that a gateway shows; more are counted and left out. */
    private static final int MAX_ITEMS = 100_000;

    private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(2);

    /** For Kafka's clients and Vert.x to close. */
    private static final Duration CLOSE = Duration.ofSeconds(10);

    /** A broker that vanished must not keep views stale for half a minute, as it would by default. */
    private static final int ADMIN_REQUEST_TIMEOUT_MILLIS = 5_000;

    private final Vertx vertx;
    private final GatewaySettings settings;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final GatewayContext shared;
    private final Meters meters;
    private final CommandPublisher publisher;
    private final LayoutFollower layout;
    private final Freshness freshness;
    private final TopicFollower items;
    private final Backlog backlog;
    private final ClockOffset clockOffset;
    private final AdminClient admin;
    private final List<LoopVerticle> loops = new ArrayList<>();
    private final Promise<Void> ready = Promise.promise();
    private List<String> managed = List.of();
    private int managementPort;

    private Gateway(Vertx vertx, GatewaySettings settings, AcceptGate gate) {
        this.vertx = vertx;
        this.settings = settings;
        CircuitBreakers breakers = new CircuitBreakers(settings.publish().probeInterval(), System::nanoTime);
        long epoch = newEpoch();
        ResultRouter router = new ResultRouter(epoch);
        Clock clock = Clock.systemUTC();
        // Before anything is opened that would have to be closed: the keys may be no good.
        Authentication identity = Authentication.of(settings.identity(), vertx, clock, registry);
        this.clockOffset = new ClockOffset(clock);
        LongSupplier monotonicMillis = Gateway::monotonicMillis;
        this.backlog = new Backlog(settings.topics().queues(), monotonicMillis);
        this.admin = admin(settings.kafka());
        Catalogue catalogue = new Catalogue(MAX_ITEMS);
        this.freshness = new Freshness(settings.catalogue().maxAge(), monotonicMillis);
        Answers answers = new Answers(
                clock,
                new ItemJson(clock),
                backlog,
                bound -> ThreadLocalRandom.current().nextInt(bound));
        this.publisher = new CommandPublisher(
                settings, new CommandPublisher.Observers(breakers, backlog, clockOffset), registry);
        CommandRouters commandRouters = new CommandRouters(publisher, settings.topics());
        this.layout = new LayoutFollower(
                settings, epoch, new LayoutFollower.Followers(vertx, publisher, commandRouters, backlog, clockOffset));
        this.shared = new GatewayContext(
                settings,
                identity,
                epoch,
                readiness(commandRouters),
                new Accounting(),
                breakers,
                backlog,
                new BacklogLimit(backlog, settings.longestBacklogWait(), monotonicMillis),
                commandRouters,
                router,
                new CallbackService(router, backlog, registry),
                catalogue,
                freshness,
                new Edge(catalogue, freshness, clockOffset, answers),
                new RateGuard(settings.rate().perUser(), System::nanoTime),
                new Replies(answers, registry),
                gate);
        this.meters = new Meters(registry, shared);
        meters.bindBacklog(backlog);
        meters.bindSlots(commandRouters, layout::version);
        meters.bindClock(clockOffset);
        this.items = CatalogueFollower.of(settings.kafka(), settings.topics().items(), catalogue, freshness);
    }

    private static AdminClient admin(KafkaSettings kafka) {
        return AdminClient.create(kafka.with(Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                "seckill-gateway-admin",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ADMIN_REQUEST_TIMEOUT_MILLIS)));
    }

    /** Once it listens: whoever reads the gateway's lease can know how backends reach it. */
    private void open() {
        ItemsEndOffsetPoller itemsEnd = new ItemsEndOffsetPoller(
                vertx,
                KafkaAdminClient.create(vertx, admin),
                settings.topics().items(),
                freshness,
                Gateway::monotonicMillis);
        new GatewayFaults(shared, backlog, clockOffset, layout::sharesItsAddress)
                .addTo(new FaultLog(Gateway::monotonicMillis))
                .start(vertx);
        new Startup(vertx, settings, shared.readiness(), publisher, layout)
                .run(
                        new TopicsGate(vertx, settings.kafka(), settings.topics(), admin),
                        () -> {
                            items.start();
                            itemsEnd.start(settings.catalogue().maxAge());
                        },
                        shared.replyTo(callbackPort()))
                .onComplete(ready);
    }

    private Readiness readiness(CommandRouters commandRouters) {
        Readiness readiness = new Readiness();
        readiness.require(
                "another gateway was reached at this one's address before: set gateway.callback.advertised",
                () -> !layout.isLateAtItsAddress());
        readiness.require(
                "the lease ran out, since nothing got through "
                        + settings.topics().slots() + " in time (gateway.slots.lease)",
                commandRouters::isOpen);
        readiness.require("the producer broke and is being replaced", publisher::isUsable);
        return readiness;
    }

    private static long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
    }

    /**
     * Starts a gateway.
     *
     * @return completes when it listens; {@link #ready} tells when it serves. Fails with {@link SettingsException} where a
     *     port is taken, a key cannot be read or Kafka's clients refuse their settings
     */
    public static Future<Gateway> start(GatewaySettings settings) {
        AcceptGate gate = new AcceptGate(
                ConnectionLimit.of(settings.http().maxConnections()),
                settings.http().tls().on());
        Vertx vertx = Vertx.builder()
                .with(EventLoops.options(settings.http().effectiveLoops()))
                .withTransport(GatedTransport.before(Map.of(LoopVerticle.publicPort(settings), gate)))
                .build();
        Gateway gateway;
        try {
            gateway = new Gateway(vertx, settings, gate);
        } catch (KafkaException refused) {
            SettingsException why = new SettingsException("kafka: " + rootMessage(refused), refused);
            return vertx.close().transform(closed -> Future.failedFuture(why));
        } catch (SettingsException refused) {
            return vertx.close().transform(closed -> Future.failedFuture(refused));
        }
        return gateway.listen()
                .map(listening -> {
                    gateway.open();
                    return gateway;
                })
                .recover(failure -> gateway.close().transform(closed -> Future.failedFuture(failure)));
    }

    private static String rootMessage(Throwable failure) {
        return failure.getCause() == null ? String.valueOf(failure.getMessage()) : rootMessage(failure.getCause());
    }

    /** Never 0. All bits are random: whoever guessed it would be believed as a backend. */
    private static long newEpoch() {
        long epoch = new SecureRandom().nextLong();
        return epoch == 0 ? newEpoch() : epoch;
    }

    private Future<?> listen() {
        Future<?> deployed = Future.succeededFuture();
        for (int i = 0; i < settings.http().effectiveLoops(); i++) {
            LoopVerticle loop = new LoopVerticle(i, shared);
            loops.add(loop);
            // One after the other: the loops must be in the router in the order of their indexes.
            deployed = deployed.compose(before -> vertx.deployVerticle(loop));
        }
        return deployed.compose(all -> {
            meters.bindOpen(this::waiting);
            new CommittedOffsetPoller(
                            vertx,
                            KafkaAdminClient.create(vertx, admin),
                            settings.kafka().group(),
                            settings.topics().requests(),
                            backlog)
                    .start(() -> waiting() > 0 || backlog.behind());
            return manage();
        });
    }

    private Future<HttpServer> manage() {
        TlsSettings tls = settings.management().tls();
        HttpServerOptions options = tls.serve(new HttpServerOptions()
                .setHost(settings.management().host())
                .setPort(settings.management().port())
                .setIdleTimeout((int) managementIdleTimeout().toSeconds()));
        GroupLagReader positions = new GroupLagReader(admin, settings.topics());
        ManagementRoutes routes =
                new ManagementRoutes(shared, registry, loops.get(0).sender(), positions);
        Router router = routes.router(vertx);
        managed = RouteList.of(router);
        return loops.get(0)
                .manage(
                        server -> server.invalidRequestHandler(new InvalidRequests(shared.replies()))
                                .requestHandler(FilteredRequests.to(
                                        router, settings.identity(), options.getHost(), shared.replies())),
                        options)
                .onSuccess(server -> {
                    TlsFiles.follow(vertx, tls, server, options);
                    managementPort = server.actualPort();
                    log.info(
                            "listening: buyers {}, management {}, results {}",
                            httpPort(),
                            managementPort,
                            callbackPort());
                });
    }

    /** Longer than a call for many items may stay silent while nothing is decided. */
    private Duration managementIdleTimeout() {
        int turns = settings.bulk().maxItems() / settings.bulk().inFlight() + 1;
        return settings.purchase().maxWait().multipliedBy(turns).plusMinutes(1);
    }

    /** Completes when purchases are taken; fails with {@link SettingsException} where a topic contradicts the settings. */
    public Future<Void> ready() {
        return ready.future();
    }

    /** Method and path of all that both HTTP ports serve, such as {@code GET /v1/items/{itemId}}. */
    public List<String> served() {
        return Stream.concat(loops.get(0).served().stream(), managed.stream()).toList();
    }

    /** The public port in use. */
    public int httpPort() {
        return loops.get(0).httpPort();
    }

    /** The management port in use. */
    public int managementPort() {
        return managementPort;
    }

    /** The callback's port in use. */
    public int callbackPort() {
        return loops.get(0).callbackPort();
    }

    /**
     * Stops: readiness goes off; {@code drain.delay} later no more purchases are taken, those that are pending are waited for up
     * to {@code drain.timeout}, the rest are answered 202, and everything closes.
     */
    public Future<Void> stop() {
        // Of no context: a future that belongs to an event loop cannot complete once Vert.x has closed that loop.
        Promise<Void> stopped = Promise.promise();
        new Shutdown(vertx, settings.drain(), shared.readiness(), loops)
                .run()
                .onComplete(drained -> close().onComplete(stopped));
        return stopped.future();
    }

    /** How long a stop lasts at most. */
    public Duration longestStop() {
        return settings.drain().longest().plus(CLOSE);
    }

    private int waiting() {
        return loops.stream().mapToInt(LoopVerticle::waiting).sum();
    }

    /** Closes whatever has been opened. */
    private Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        vertx.executeBlocking(() -> {
                    items.close();
                    publisher.close(PRODUCER_CLOSE);
                    layout.close();
                    admin.close(Duration.ZERO);
                    return null;
                })
                .onFailure(failure -> log.warn("Kafka's clients were not closed in good order", failure))
                .onComplete(flushed -> {
                    meters.close();
                    vertx.close().onComplete(closed);
                });
        return closed.future().onComplete(done -> log.info("stopped"));
    }
}
