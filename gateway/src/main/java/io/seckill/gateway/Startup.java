package io.seckill.gateway;

import io.seckill.gateway.admit.Readiness;
import io.seckill.gateway.layout.LayoutFollower;
import io.seckill.gateway.publish.CommandPublisher;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a gateway that listens comes to serve; each step waits for as long as Kafka makes it, and readiness says for what. */
final class Startup {
    private static final Logger log = LoggerFactory.getLogger(Startup.class);

    private final Vertx vertx;
    private final GatewaySettings settings;
    private final Readiness readiness;
    private final CommandPublisher publisher;
    private final LayoutFollower layout;

    /** A start that ends by {@code readiness} being told so. */
    Startup(
            Vertx vertx,
            GatewaySettings settings,
            Readiness readiness,
            CommandPublisher publisher,
            LayoutFollower layout) {
        this.vertx = vertx;
        this.settings = settings;
        this.readiness = readiness;
        this.publisher = publisher;
        this.layout = layout;
    }

    /**
     * Passes {@code gate}, then has {@code views} started, then waits until commands of a gateway that backends reach at
     * {@code replyTo} may go.
     */
    Future<Void> run(TopicsGate gate, Runnable views, String replyTo) {
        waitFor("to check the topics");
        return gate.open()
                .compose(topicsAreRight -> {
                    views.run();
                    waitFor("to learn where " + settings.topics().requests() + " is");
                    return publisher.warmUp(vertx);
                })
                .compose(warm -> {
                    waitFor("to write and read " + settings.topics().slots());
                    return layout.start(replyTo);
                })
                .onSuccess(mayAppend -> {
                    readiness.serve();
                    log.info("ready: purchases are taken");
                });
    }

    private void waitFor(String step) {
        readiness.startWaitsFor("Kafka at " + settings.kafka().bootstrapServers() + " " + step);
    }
}
