package io.seckill.backend;

import io.seckill.backend.deliver.Reply;
import io.seckill.backend.engine.Engine;
import io.seckill.backend.engine.Handler;
import io.seckill.backend.engine.Predecessors;
import io.seckill.layout.LayoutLog;
import io.seckill.layout.LayoutWatch;
import io.seckill.v1.QueuePosition;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/** Has the engine hand commands to a handler. */
final class OnEngine implements Deciding {
    private final Vertx vertx;
    private final LayoutWatch layouts;
    private final Engine engine;

    /** With {@code handler}; {@code shares} hears which queues this process decides. */
    OnEngine(Handler handler, Vertx vertx, Backend.Surroundings around, Engine.Shares shares) {
        BackendSettings settings = around.settings();
        this.vertx = vertx;
        this.layouts = new LayoutWatch(
                settings.kafka().asking(LayoutLog.consuming(around.owner() + "-slots")),
                settings.topics().slots());
        Predecessors predecessors = new Predecessors(
                around.admin(), settings.consumer().group(), settings.topics().requests(), layouts::layout);
        this.engine = new Engine(
                settings.kafka(),
                settings.consumer(),
                settings.topics(),
                settings.engine(),
                handler,
                new Engine.Surroundings(
                        around.owner(),
                        around.producers().aside(),
                        predecessors,
                        audience(around, shares),
                        around.waits(),
                        around.registry()));
    }

    static OnEngine with(Handler handler, Vertx vertx, Backend.Surroundings around) {
        return new OnEngine(handler, vertx, around, new Engine.Shares() {});
    }

    /** The queue to which what has the key {@code key} goes now. To be asked once this is open. */
    int queueOf(String key) {
        return layouts.layout().routing().queueOf(key);
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
        return vertx.executeBlocking(() -> {
            layouts.open();
            return null;
        });
    }

    @Override
    public void start() {
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
        layouts.close();
    }
}
