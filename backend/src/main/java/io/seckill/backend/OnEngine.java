package io.seckill.backend;

import io.seckill.backend.deliver.Reply;
import io.seckill.backend.engine.Engine;
import io.seckill.backend.engine.Handler;
import io.seckill.slots.Routing;
import io.seckill.v1.QueuePosition;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Has the engine hand commands to a handler. */
final class OnEngine implements Deciding {
    private final Engine engine;

    /** With {@code handler}; {@code shares} hears which queues this process decides. */
    OnEngine(Handler handler, Backend.Surroundings around, Engine.Shares shares) {
        BackendSettings settings = around.settings();
        this.engine = new Engine(
                settings.kafka(),
                settings.consumer(),
                settings.topics(),
                settings.engine(),
                handler,
                new Engine.Surroundings(
                        around.owner(), around.producers().aside(), audience(around, shares), around.registry()));
    }

    static OnEngine with(Handler handler, Backend.Surroundings around) {
        return new OnEngine(handler, around, new Engine.Shares() {});
    }

    private static Engine.Audience audience(Backend.Surroundings around, Engine.Shares shares) {
        return new Engine.Audience() {
            @Override
            public void tell(List<Reply> replies) {
                around.deliveries().deliver(replies);
            }

            @Override
            public void decided(List<QueuePosition> positions) {
                around.deliveries().decided(positions);
            }

            @Override
            public void tookOver(int queue) {
                shares.tookOver(queue);
            }

            @Override
            public void released(int queue) {
                shares.released(queue);
            }
        };
    }

    @Override
    public Future<Void> open() {
        return Future.succeededFuture();
    }

    @Override
    public void start(Routing routing) {
        engine.start();
    }

    @Override
    public boolean alive() {
        return engine.alive();
    }

    @Override
    public Optional<String> hindrance() {
        return engine.hindrance();
    }

    @Override
    public void stop() throws InterruptedException {
        engine.stop();
    }
}
