package io.seckill.gateway;

import io.seckill.gateway.admit.Readiness;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a gateway stops: first readiness goes off and load balancers get {@code drain.delay} to notice, then new requests are
 * refused while pending ones are waited for, then connections close.
 */
final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
    private static final long POLL_MILLIS = 20;

    private final Vertx vertx;
    private final GatewaySettings.Drain settings;
    private final Readiness readiness;
    private final List<LoopVerticle> loops;

    /** A stop of the gateway that runs on {@code loops}. */
    Shutdown(Vertx vertx, GatewaySettings.Drain settings, Readiness readiness, List<LoopVerticle> loops) {
        this.vertx = vertx;
        this.settings = settings;
        this.readiness = readiness;
        this.loops = loops;
    }

    /** Completes when every request is answered, or its time is over, and no buyer's connection is left. */
    Future<Void> run() {
        return untilUnrouted().compose(unrouted -> drain());
    }

    private Future<?> untilUnrouted() {
        if (!readiness.stop() || settings.delay().isZero()) {
            return Future.succeededFuture();
        }
        log.info("stopping: not ready any more, serving for another {}", settings.delay());
        return vertx.timer(settings.delay().toMillis());
    }

    private Future<Void> drain() {
        readiness.drain();
        log.info("draining");
        long deadline = System.nanoTime() + settings.timeout().toNanos();
        return untilIdle(deadline)
                .compose(idle ->
                        Future.join(loops.stream().map(LoopVerticle::drain).toList()))
                .compose(answered -> {
                    // A request whose body is still coming in is not pending yet, and has the rest of the time.
                    Duration rest = Duration.ofNanos(deadline - System.nanoTime());
                    return Future.join(
                            loops.stream().map(loop -> loop.shutdown(rest)).toList());
                })
                .mapEmpty();
    }

    private Future<Void> untilIdle(long deadline) {
        Promise<Void> idle = Promise.promise();
        look(deadline, idle);
        return idle.future();
    }

    /** By one promise: futures nested in each other would overflow the stack when the last one ends. */
    private void look(long deadline, Promise<Void> idle) {
        if (waiting() == 0 || System.nanoTime() - deadline >= 0) {
            idle.complete();
        } else {
            vertx.setTimer(POLL_MILLIS, again -> look(deadline, idle));
        }
    }

    private int waiting() {
        return loops.stream().mapToInt(LoopVerticle::waiting).sum();
    }
}
