package io.seckill.gateway.accept;

import io.seckill.gateway.admit.Admission;
import io.seckill.gateway.connection.ConnectionGuard;
import io.seckill.gateway.connection.LoopLimits;
import io.seckill.gateway.pending.RequestDesk;
import io.seckill.gateway.publish.Outlet;
import io.seckill.gateway.resolve.CallbackService;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the gateway: its desk, its share of the public port and of the callback's.
 *
 * <p>Ports are negative where any free one will do: Vert.x then gives all verticles with the same number the same port.
 */
public final class LoopVerticle extends VerticleBase {
    private static final long LEAST_SHUTDOWN_MILLIS = 1_000;

    /** How often each stream of an HTTP/2 connection may be cancelled within the window. */
    private static final int CANCELS_PER_STREAM = 20;

    private static final int CANCELS_WINDOW_SECONDS = 10;
    private static final long LIMITS_PERIOD_MILLIS = 1_000;

    private final int index;
    private final GatewayParts parts;
    private @Nullable RequestDesk desk;
    private @Nullable CommandSender sender;
    private @Nullable PublicRoutes routes;
    private @Nullable HttpServer buyers;
    private int httpPort;
    private int callbackPort;

    /** Makes the loop number {@code index}, counted from 0, of the gateway built of {@code parts}. */
    public LoopVerticle(int index, GatewayParts parts) {
        this.index = index;
        this.parts = parts;
    }

    @Override
    public Future<?> start() {
        GatewaySettings settings = parts.settings();
        int capacity = settings.pending().maxPerLoop();
        RequestDesk mine =
                new RequestDesk(vertx, index, capacity, settings.pending().answeredMemory(), parts.accounting());
        desk = mine;
        parts.router().add(mine);
        return listenForResults()
                .compose(callback -> {
                    callbackPort = callback.actualPort();
                    Outlet outlet = parts.outlets().add(mine.mailbox());
                    Admission admission =
                            new Admission(parts.readiness(), mine, capacity, outlet, parts.breakers(), parts.lines());
                    HttpCall.Origin origin = new HttpCall.Origin(mine, parts.replies());
                    sender = new CommandSender(
                            admission, origin, parts.outbound(outlet, callbackPort), Clock.systemUTC());
                    return listenForBuyers(sender);
                })
                .onSuccess(http -> httpPort = http.actualPort());
    }

    private Future<HttpServer> listenForResults() {
        GatewaySettings.Callback settings = parts.settings().callback();
        HttpServerOptions options = CallbackService.listener(settings).setPort(shared(settings.port(), 1));
        HttpServer server =
                parts.callbacks().server(vertx, options, settings.maxMessageBytes(), parts.readiness()::isReady);
        return Listening.on(server, options, "gateway.callback").onSuccess(listening -> {
            if (index == 0) {
                CallbackService.followCertificates(vertx, listening, settings.tls());
            }
        });
    }

    private Future<HttpServer> listenForBuyers(CommandSender commands) {
        GatewaySettings.Http settings = parts.settings().http();
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(publicPort(parts.settings()))
                .setAcceptBacklog(settings.acceptBacklog())
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
        PublicRoutes mine = routes(commands);
        routes = mine;
        boundConnections();
        Duration longestStop = parts.settings().drain().longest();
        HttpServer server = vertx.createHttpServer(options)
                .invalidRequestHandler(new InvalidRequests(parts.replies()))
                .requestHandler(ConnectionGuard.before(new LastRequests(
                        parts.readiness(),
                        longestStop,
                        FilteredRequests.to(mine, parts.settings().identity(), settings.host(), parts.replies()))));
        buyers = server;
        return Listening.on(server, options, "gateway.http");
    }

    private void boundConnections() {
        GatewaySettings.Http settings = parts.settings().http();
        LoopLimits limits = new LoopLimits(
                LoopLimits.Deadlines.of(settings.idleTimeout()),
                settings.maxBodyBytes(),
                LoopLimits.budget(settings.effectiveLoops()),
                parts.replies()::refuse,
                System::nanoTime);
        parts.gate().serve(((ContextInternal) context).nettyEventLoop(), limits);
        vertx.setPeriodic(LIMITS_PERIOD_MILLIS, look -> limits.endOverdue());
    }

    private PublicRoutes routes(CommandSender commands) {
        GatewaySettings settings = parts.settings();
        Replies replies = parts.replies();
        Users users = new Users(parts.identity().perLoop().get());
        Listeners listeners = new Listeners(
                vertx, settings.events().maxPerLoop(), settings.http().idleTimeout());
        return new PublicRoutes(
                vertx,
                new PurchaseHandler(parts, users, commands),
                new LookupHandler(parts, users, commands, listeners),
                new OrderHandler(parts, users, commands),
                new ItemRoutes(parts.catalogue(), parts.freshness(), Clock.systemUTC(), replies),
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

    /** Opens the operators' port on this loop; {@code setUp} gives the server its handler. */
    public Future<HttpServer> manage(Consumer<HttpServer> setUp, HttpServerOptions options) {
        Promise<HttpServer> listening = Promise.promise();
        context.runOnContext(here -> {
            HttpServer server = vertx.createHttpServer(options);
            setUp.accept(server);
            Listening.on(server, options, "gateway.management").onComplete(listening);
        });
        return listening.future();
    }

    /** The desk of this loop, once started. */
    public RequestDesk desk() {
        return started(desk);
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
