package io.seckill.e2e.cluster;

import static org.awaitility.Awaitility.await;

import io.seckill.testkit.ChildProcess;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that is a bare Vert.x server, which holds every POST and answers none: what it needs for each is what Vert.x
 * itself needs, and no gateway that is built on it can need less.
 *
 * @param process the process
 * @param door where it listens
 */
public record HoldingServer(ChildProcess process, Door door) implements AutoCloseable {
    static HoldingServer start(String name, Caller caller, int port) {
        ChildProcess process = ChildProcess.java(
                name,
                List.of(
                        "-Xmx1500m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        Integer.toString(port)));
        process.awaitOutput(Main.READY);
        return new HoldingServer(process, new Door(caller, port, false));
    }

    /** Its port, on loopback. */
    public int port() {
        return door.port();
    }

    /** Waits until it holds {@code count} requests. */
    public void awaitHeld(int count) {
        await(count + " held")
                .until(() -> Now.get(door.get("/")).body().toString().equals(Integer.toString(count)));
    }

    @Override
    public void close() {
        process.close();
    }

    /** The process's side. */
    static final class Main extends VerticleBase {
        static final String READY = "holding server ready";
        private static final int STREAMS = 1_000;

        private final List<HttpServerResponse> responses = new ArrayList<>(); // of the event loop
        private final int port;

        private Main(int port) {
            this.port = port;
        }

        public static void main(String[] args) {
            Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
            Now.get(vertx.deployVerticle(new Main(Integer.parseInt(args[0]))));
            System.out.println(READY);
        }

        @Override
        public Future<?> start() {
            HttpServerOptions options = new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(STREAMS));
            return vertx.createHttpServer(options).requestHandler(this::hold).listen();
        }

        private void hold(HttpServerRequest request) {
            if (request.method().equals(HttpMethod.POST)) {
                responses.add(request.response());
            } else {
                request.response().end(Integer.toString(responses.size()));
            }
        }
    }
}
