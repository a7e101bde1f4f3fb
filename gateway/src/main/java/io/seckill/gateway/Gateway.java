package io.seckill.gateway;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.gateway.admit.BacklogLimit;
import io.seckill.gateway.admit.Edge;
import io.seckill.gateway.admit.RateGuard;
import io.seckill.gateway.auth.Authentication;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.backlog.CommittedOffsetPoller;
import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.catalogue.Freshness;
import io.seckill.gateway.client.AccessLog;
import io.seckill.gateway.client.TrustedProxies;
import io.seckill.gateway.connection.AcceptGate;
import io.seckill.gateway.connection.ConnectionLimit;
import io.seckill.gateway.connection.GatedTransport;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.RouteList;
import io.seckill.gateway.operate.ManagementRoutes;
import io.seckill.gateway.operate.Meters;
import io.seckill.gateway.pending.Accounting;
import io.seckill.gateway.publish.CircuitBreakers;
import io.seckill.gateway.publish.ClockOffset;
import io.seckill.gateway.publish.CommandPublisher;
import io.seckill.gateway.resolve.CallbackService;
import io.seckill.gateway.resolve.ResultRouter;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.ItemJson;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.gateway.trace.RequestTracer;
import io.seckill.kafka.GroupLagReader;
import io.seckill.net.Networks;
import io.seckill.process.Causes;
import io.seckill.process.EventLoops;
import io.seckill.settings.SettingsException;
import io.seckill.tracing.Tracing;
import io.seckill.warm.WarmUp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running gateway: puts the parts together, starts them in order, stops them in the opposite one. */
public final class Gateway {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /** Items that a gateway shows; more are counted and left out. */
    private static final int MAX_ITEMS = 100_000;

    /** For Kafka's clients and Vert.x to close. */
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final GatewaySettings settings;
    private final PrometheusMeterRegistry registry;
    private final GatewayContext shared;
    private final Meters meters;
    private final KafkaClients kafka;
    private final ClockOffset clockOffset;
    private final List<LoopVerticle> loops = new ArrayList<>();
    private final WarmUp warmUp;
    private final Promise<Void> ready = Promise.promise();
    private List<String> managed = List.of();
    private int managementPort;

    /** Opens nothing yet; Kafka's clients connect in the background. Blocks. */
    Gateway(Vertx vertx, GatewaySettings settings, AcceptGate gate, Tracing tracing) {
        this.vertx = vertx;
        this.registry = tracing.registry();
        this.settings = settings;
        this.warmUp = new WarmUp(settings.warmUp());
        CircuitBreakers breakers = new CircuitBreakers(System::nanoTime);
        long epoch = newEpoch();
        ResultRouter router = new ResultRouter(epoch);
        Clock clock = Clock.systemUTC();
        // Before anything is opened that would have to be closed: the keys may be no good.
        TrustedProxies proxies =
                new TrustedProxies(Networks.of("trustedProxies", settings.http().trustedProxies()));
        Authentication identity = Authentication.of(settings.identity(), proxies, vertx, clock, registry);
        this.clockOffset = new ClockOffset(clock);
        LongSupplier monotonicMillis = Gateway::monotonicMillis;
        Backlog backlog = new Backlog(settings.topics().queues(), monotonicMillis);
        Catalogue catalogue = new Catalogue(MAX_ITEMS);
        Freshness freshness = new Freshness(Freshness.MAX_AGE, monotonicMillis);
        Answers answers = new Answers(
                clock,
                new ItemJson(clock),
                backlog,
                bound -> ThreadLocalRandom.current().nextInt(bound));
        this.kafka = new KafkaClients(
                vertx, settings, epoch, new CommandPublisher.Observers(breakers, backlog, clockOffset), registry);
        this.shared = new GatewayContext(
                settings,
                identity,
                epoch,
                kafka.readiness(),
                new Accounting(),
                breakers,
                backlog,
                new BacklogLimit(backlog, settings.longestBacklogWait(), monotonicMillis),
                kafka.commandRouters(),
                router,
                new CallbackService(router, backlog, registry),
                catalogue,
                freshness,
                new Edge(catalogue, freshness, clockOffset, answers),
                new RateGuard(settings.rate(), System::nanoTime),
                new Replies(answers, registry),
                gate,
                tracing,
                new AccessLog(settings.http().accessLog(), proxies, clock));
        this.meters = new Meters(registry, shared, clockOffset, kafka.layout()::version);
    }

    /** Once it listens: whoever reads the gateway's lease can know how backends reach it. */
    private void open() {
        new GatewayFaults(shared, clockOffset, kafka.layout()::sharesItsAddress)
                .addTo(new FaultLog(Gateway::monotonicMillis))
                .start(vertx);
        kafka.open(shared.readiness(), shared.catalogue(), shared.freshness(), shared.replyTo(callbackPort()))
                .compose(mayAppend -> warmUp())
                .onSuccess(warm -> {
                    shared.readiness().serve();
                    log.info("ready: purchases are taken");
                })
                .onComplete(ready);
    }

    private Future<Void> warmUp() {
        if (warmUp.isOff()) {
            return Future.succeededFuture();
        }
        shared.readiness().warmsUp(warmUp.awaited());
        return Future.fromCompletionStage(
                warmUp.begin(() -> GatewayRehearsal.start(settings)), vertx.getOrCreateContext());
    }

    /** Serves as the gateway of a rehearsal: nobody but its own process hears of it. */
    Future<Void> rehearse() {
        return deploy().compose(deployed -> kafka.rehearse(shared.catalogue(), shared.freshness()))
                .onSuccess(open -> shared.readiness().serve());
    }

    /** The admin of its cluster. */
    Admin admin() {
        return kafka.admin();
    }

    static long monotonicMillis() {
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
        Tracing tracing = Tracing.of(settings.tracing(), "seckill-gateway");
        VertxBuilder builder = loops(settings, gate);
        if (tracing.on()) {
            RequestTracer tracer = new RequestTracer(tracing, settings.tracing().sampled());
            builder.withTracer(options -> tracer);
        }
        Vertx vertx = builder.build();
        // Of no context, as in stop(). The constructor blocks, and Vert.x closes what is made on a context of its own.
        Promise<Gateway> started = Promise.promise();
        vertx.executeBlocking(() -> make(vertx, settings, gate, tracing))
                .onFailure(refused -> vertx.close().onComplete(closed -> started.fail(reason(refused))))
                .onSuccess(gateway -> gateway.listen()
                        .onSuccess(listening -> {
                            gateway.open();
                            started.complete(gateway);
                        })
                        .onFailure(failure -> gateway.close().onComplete(closed -> started.fail(failure))));
        return started.future();
    }

    /** Event loops of which {@code gate} is before the public port. */
    static VertxBuilder loops(GatewaySettings settings, AcceptGate gate) {
        return Vertx.builder()
                .with(EventLoops.options(settings.http().effectiveLoops()))
                .withTransport(GatedTransport.before(Map.of(LoopVerticle.publicPort(settings), gate)));
    }

    private static Gateway make(Vertx vertx, GatewaySettings settings, AcceptGate gate, Tracing tracing) {
        try {
            return new Gateway(vertx, settings, gate, tracing);
        } catch (RuntimeException refused) {
            tracing.close();
            throw refused;
        }
    }

    private static Throwable reason(Throwable refused) {
        return refused instanceof KafkaException
                ? new SettingsException("kafka: " + Causes.inOneLine(refused), refused)
                : refused;
    }

    /** Never 0. All bits are random: whoever guessed it would be believed as a backend. */
    private static long newEpoch() {
        long epoch = new SecureRandom().nextLong();
        return epoch == 0 ? newEpoch() : epoch;
    }

    private Future<?> deploy() {
        Future<?> deployed = Future.succeededFuture();
        for (int i = 0; i < settings.http().effectiveLoops(); i++) {
            LoopVerticle loop = new LoopVerticle(i, shared);
            loops.add(loop);
            // One after the other: the loops must be in the router in the order of their indexes.
            deployed = deployed.compose(before -> vertx.deployVerticle(loop));
        }
        return deployed;
    }

    private Future<?> listen() {
        return deploy().compose(all -> {
            meters.bindOpen(this::waiting);
            new CommittedOffsetPoller(
                            vertx,
                            KafkaAdminClient.create(vertx, kafka.admin()),
                            settings.kafka().group(),
                            settings.topics().requests(),
                            shared.backlog())
                    .start(() -> waiting() > 0 || shared.backlog().behind());
            return manage();
        });
    }

    private Future<Void> manage() {
        GroupLagReader positions = new GroupLagReader(kafka.admin(), settings.topics());
        LoopVerticle first = loops.get(0);
        Router routes = new ManagementRoutes(shared, registry, first.sender(), positions).router(vertx);
        managed = RouteList.of(routes);
        return first.manage(routes).map(server -> {
            managementPort = server.actualPort();
            log.info("listening: buyers {}, management {}, results {}", httpPort(), managementPort, callbackPort());
            return null;
        });
    }

    /** Completes when purchases are taken; fails with {@link SettingsException} where a topic contradicts the settings. */
    public Future<Void> ready() {
        return ready.future();
    }

    /** Method and path of all that the two HTTP ports serve, such as {@code GET /v1/items/{itemId}}. */
    public List<String> served() {
        return Stream.concat(loops.get(0).served().stream(), managed.stream())
                .distinct()
                .toList();
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
        return stopped.future().onComplete(done -> log.info("stopped"));
    }

    /** How long a stop lasts at most. */
    public Duration longestStop() {
        return settings.drain().longest().plus(CLOSE);
    }

    /** Requests that wait now. */
    int waiting() {
        return loops.stream().mapToInt(LoopVerticle::waiting).sum();
    }

    /** Closes whatever has been opened. */
    Future<Void> close() {
        warmUp.stop();
        Promise<Void> closed = Promise.promise();
        kafka.close()
                .onFailure(failure -> log.warn("Kafka's clients were not closed in good order", failure))
                .onComplete(flushed -> {
                    meters.close();
                    vertx.executeBlocking(() -> {
                                shared.tracing().close();
                                return null;
                            })
                            .onComplete(exported -> vertx.close().onComplete(closed));
                });
        return closed.future().onComplete(done -> shared.accessLog().close());
    }
}
