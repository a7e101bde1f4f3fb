package io.seckill.load.rival;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.transport.Transport;
import java.util.function.Supplier;

/** How every rival listens: with the options of the gateway's own listener, as far as they can cost something. */
final class Listener {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int BACKLOG = 8192;
    private static final int IDLE_SECONDS = 60;

    private Listener() {}

    /** Epoll by name: other transports on this class path would be preferred, and the gateway has no other. */
    static Vertx vertx() {
        Transport transport = Transport.EPOLL != null && Transport.EPOLL.available() ? Transport.EPOLL : Transport.NIO;
        return Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(CORES))
                .withTransport(transport)
                .build();
    }

    static HttpServerOptions options(int port) {
        return new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setAcceptBacklog(BACKLOG)
                .setIdleTimeout(IDLE_SECONDS);
    }

    /** Deploys one {@code verticle} per core, and ends the process where one cannot listen. */
    static void run(Vertx vertx, Supplier<? extends Deployable> verticle) {
        vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(CORES))
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }
}
