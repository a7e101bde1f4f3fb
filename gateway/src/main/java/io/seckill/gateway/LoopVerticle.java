package io.seckill.gateway;

import io.seckill.gateway.admit.Admission;
import io.seckill.gateway.client.AccessLog;
import io.seckill.gateway.client.CrossOrigin;
import io.seckill.gateway.connection.ConnectionGuard;
import io.seckill.gateway.connection.LoopLimits;
import io.seckill.gateway.http.BodyReader;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.FilteredRequests;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.HttpServers;
import io.seckill.gateway.http.InvalidRequests;
import io.seckill.gateway.http.LastRequests;
import io.seckill.gateway.http.UserResolver;
import io.seckill.gateway.items.ItemRoutes;
import io.seckill.gateway.lookup.EventSubscribers;
import io.seckill.gateway.lookup.LookupHandler;
import io.seckill.gateway.operate.BulkPut;
import io.seckill.gateway.order.OrderHandler;
import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.pending.PendingRequests;
import io.seckill.gateway.pending.RequestIds;
import io.seckill.gateway.publish.CommandRouter;
import io.seckill.gateway.purchase.PurchaseHandler;
import io.seckill.gateway.resolve.CallbackService;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.http.AllowedOrigins;
import io.seckill.net.TlsFiles;
import io.seckill.net.TlsSettings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the gateway: its pending requests, its share of the public port and of the callback's.
 *
 * <p>Ports are negative where any free one will do: Vert.x then gives all verticles with the same number the same port.
 */
public final class LoopVerticle extends VerticleBase {
    private static final long LEAST_SHUTDOWN_MILLIS = 1_000;

    /** How often each stream of an HTTP/2 connection may be cancelled within the window. */
    private static final int CANCELS_PER_STREAM = 20;

    private static final int CANCELS_WINDOW_SECONDS = 10;
    private static final long LIMITS_PERIOD_MILLIS = 1_000;

    /** Connections that may wait to be accepted, as far as the system allows: at the start of a sale all come at once. */
    private static final int ACCEPT_BACKLOG = 8_192;

    /** Answered requests, of 8 bytes each, that are remembered to tell a late result from an unknown one. */
    private static final int ANSWERED_MEMORY = 131_072;

    private final int index;
    private final GatewayContext shared;
    private @Nullable PendingRequests pending;
    private @Nullable Mailbox mailbox;
    private @Nullable CommandSender sender;
    private @Nullable PublicRoutes routes;
    private @Nullable HttpServer buyers;
    private int httpPort;
    private int callbackPort;

    /** Makes the loop number {@code index}, counted from 0, of the gateway built of {@code shared}. */
    public LoopVerticle(int index, GatewayContext shared) {
        this.index = index;
        this.shared = shared;
    }

    @Override
    public Future<?> start() {
        GatewaySettings settings = shared.settings();
        PendingRequests requests = new PendingRequests(
                settings.pending().maxPerLoop(),
                ANSWERED_MEMORY,
                shared.accounting(),
                () -> System.nanoTime() / 1_000_000);
        vertx.setPeriodic(PendingRequests.TICK_MILLIS, tick -> requests.expire());
        Mailbox posted = new Mailbox(context);
        pending = requests;
        mailbox = posted;
        shared.router().add(requests, posted);
        return listenForResults()
                .compose(callback -> {
                    callbackPort = callback.actualPort();
                    CommandRouter commandRouter = shared.commandRouters().add(posted);
                    sender = new CommandSender(
                            new Admission(shared.readiness(), requests, commandRouter, shared.limits()),
                            new RequestIds(index, Clock.systemUTC(), new SecureRandom()),
                            requests,
                            shared.outbound(commandRouter, callbackPort),
                            Clock.systemUTC());
                    return listenForBuyers(sender);
                })
                .onSuccess(http -> httpPort = http.actualPort());
    }

    private Future<HttpServer> listenForResults() {
        GatewaySettings.Callback settings = shared.settings().callback();
        HttpServerOptions options = CallbackService.listener(settings).setPort(shared(settings.port(), 1));
        HttpServer server = shared.callbacks().server(vertx, options, shared.readiness()::isReady);
        return HttpServers.listen(server, options, "gateway.callback").onSuccess(listening -> {
            if (index == 0) {
                TlsFiles.follow(vertx, settings.tls(), listening, options);
            }
        });
    }

    private Future<HttpServer> listenForBuyers(CommandSender commands) {
        GatewaySettings.Http settings = shared.settings().http();
        HttpServerOptions options = settings.tls()
                .serve(new HttpServerOptions())
                .setHost(settings.host())
                .setPort(publicPort(shared.settings()))
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) settings.idleTimeout().toMillis())
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setMaxInitialLineLength(settings.maxHeaderBytes())
                // Nothing here is a WebSocket; their handlers would look at each message of each buyer.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                // A client may cancel all its requests, and the next ones too; only one that does little else is cut
                // off.
                .setHttp2RstFloodMaxRstFramePerWindow(CANCELS_PER_STREAM * settings.maxStreams())
                .setHttp2RstFloodWindowDuration(CANCELS_WINDOW_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(settings.maxStreams())
                        .setMaxHeaderListSize(settings.maxHeaderBytes()));
        PublicRoutes publicRoutes = routes(commands);
        routes = publicRoutes;
        boundConnections();
        AccessLog log = shared.accessLog();
        HttpServer server = vertx.createHttpServer(options)
                .invalidRequestHandler(log.before(new InvalidRequests(shared.replies())))
                .requestHandler(ConnectionGuard.before(log.before(filtered(publicRoutes))));
        buyers = server;
        return HttpServers.listen(server, options, "gateway.http").onSuccess(listening -> {
            if (index == 0) {
                TlsFiles.follow(vertx, settings.tls(), listening, options);
            }
        });
    }

    /** What stands before the routes of the public port. */
    private Handler<HttpServerRequest> filtered(PublicRoutes served) {
        GatewaySettings settings = shared.settings();
        AllowedOrigins origins = AllowedOrigins.of(settings.http().allowedOrigins());
        return new LastRequests(
                shared.readiness(),
                settings.drain().longest(),
                CrossOrigin.before(
                        FilteredRequests.to(
                                served, settings.identity(), settings.http().host(), origins, shared.replies()),
                        origins));
    }

    private void boundConnections() {
        GatewaySettings.Http settings = shared.settings().http();
        LoopLimits limits = new LoopLimits(
                LoopLimits.Deadlines.of(settings.idleTimeout()),
                BodyReader.MAX_BYTES,
                LoopLimits.budget(settings.effectiveLoops()),
                shared.replies()::refuse,
                System::nanoTime);
        shared.gate().serve(((ContextInternal) context).nettyEventLoop(), limits);
        vertx.setPeriodic(LIMITS_PERIOD_MILLIS, look -> limits.endOverdue());
    }

    private PublicRoutes routes(CommandSender commands) {
        GatewaySettings settings = shared.settings();
        Replies replies = shared.replies();
        UserResolver users = new UserResolver(shared.identity().perLoop().get());
        EventSubscribers subscribers = new EventSubscribers(
                vertx,
                shared.backlog(),
                settings.events().maxPerLoop(),
                settings.http().idleTimeout());
        return new PublicRoutes(
                vertx,
                new PurchaseHandler(shared, users, commands),
                new LookupHandler(shared, users, commands, subscribers),
                OrderHandler.ofBuyers(shared, users, commands),
                new ItemRoutes(shared.catalogue(), shared.freshness(), Clock.systemUTC(), replies, "/v1/items"),
                replies);
    }

    /**
     * Takes no more connections of buyers and closes idle ones; completes when the others are answered and closed, or after
     * {@code timeout}, a second at least.
     */
    public Future<Void> shutdown(Duration timeout) {
        return started(buyers).shutdown(Math.max(LEAST_SHUTDOWN_MILLIS, timeout.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** The public port as its listeners' options name it. */
    public static int publicPort(GatewaySettings settings) {
        return shared(settings.http().port(), 2);
    }

    private static int shared(int port, int group) {
        return port == 0 ? -group : port;
    }

    /** Opens the operators' port on this loop, to be served by {@code routes}. */
    Future<HttpServer> manage(Router routes) {
        GatewaySettings settings = shared.settings();
        TlsSettings tls = settings.management().tls();
        HttpServerOptions options = tls.serve(new HttpServerOptions()
                .setHost(settings.management().host())
                .setPort(settings.management().port())
                .setIdleTimeout((int) managementIdleTimeout(settings).toSeconds())
                .setTracingPolicy(TracingPolicy.IGNORE));
        Promise<HttpServer> listening = Promise.promise();
        context.runOnContext(here -> {
            HttpServer server = vertx.createHttpServer(options)
                    .invalidRequestHandler(new InvalidRequests(shared.replies()))
                    .requestHandler(FilteredRequests.to(
                            routes, settings.identity(), options.getHost(), AllowedOrigins.NONE, shared.replies()));
            HttpServers.listen(server, options, "gateway.management")
                    .onSuccess(open -> TlsFiles.follow(vertx, tls, open, options))
                    .onComplete(listening);
        });
        return listening.future();
    }

    /** Longer than a call for many items may stay silent while nothing is decided. */
    private static Duration managementIdleTimeout(GatewaySettings settings) {
        return settings.purchase().maxWait().multipliedBy(BulkPut.TURNS).plusMinutes(1);
    }

    /** Requests that wait on this loop now. Any thread may ask. */
    int waiting() {
        return started(pending).size();
    }

    /** Answers all that still wait, for a stop. */
    Future<Void> drain() {
        PendingRequests requests = started(pending);
        return Future.future(done -> started(mailbox).post(() -> {
            requests.drain();
            done.complete();
        }));
    }

    /** Method and path of all that the public port serves, once started. */
    public List<String> served() {
        return started(routes).served();
    }

    /** What sends commands from this loop, once started. */
    public CommandSender sender() {
        return started(sender);
    }

    /** The public port in use, once started. */
    public int httpPort() {
        return httpPort;
    }

    /** The callback's port in use, once started. */
    public int callbackPort() {
        return callbackPort;
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not started");
        }
        return part;
    }
}
