package io.seckill.backend;

import io.seckill.backend.deliver.Reply;
import io.seckill.backend.parallel.DecisionListener;
import io.seckill.backend.parallel.Engine;
import io.seckill.backend.parallel.OwnershipListener;
import io.seckill.backend.parallel.Predecessors;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.layout.LayoutLog;
import io.seckill.layout.LayoutWatch;
import io.seckill.v1.QueuePosition;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Has the engine hand commands to a handler. */
final class ParallelDecider implements Decider {
    private final LayoutWatch layouts;
    private final Engine engine;

    /** With {@code handler}; {@code ownership} hears which queues this process decides. */
    ParallelDecider(Handler handler, DeciderContext context, OwnershipListener ownership) {
        BackendSettings settings = context.settings();
        this.layouts = new LayoutWatch(
                context.process().vertx(),
                settings.kafka().asking(LayoutLog.consuming(context.owner() + "-slots")),
                settings.topics().slots());
        Predecessors predecessors = new Predecessors(
                context.process().admin(),
                settings.kafka().group(),
                settings.topics().requests(),
                layouts::layout);
        this.engine = new Engine(
                settings.kafka(),
                settings.consumer().sessionTimeout(),
                settings.topics(),
                settings.engine(),
                handler,
                new Engine.Context(
                        context.owner(),
                        context.producers().aside(),
                        predecessors,
                        audience(context, ownership),
                        context.process().waits(),
                        context.process().registry(),
                        context.tracer()));
    }

    static ParallelDecider with(Handler handler, DeciderContext context) {
        return new ParallelDecider(handler, context, new OwnershipListener() {});
    }

    /** The queue to which what has the key {@code key} goes now. To be asked once this is open. */
    int queueOf(String key) {
        return layouts.layout().routing().queueOf(key);
    }

    private static DecisionListener audience(DeciderContext context, OwnershipListener ownership) {
        return new DecisionListener() {
            @Override
            public void tell(List<Reply> replies) {
                context.deliveries().deliver(replies);
            }

            @Override
            public void decided(List<QueuePosition> positions) {
                context.deliveries().decided(positions);
            }

            @Override
            public void tookOver(int queue) {
                ownership.tookOver(queue);
            }

            @Override
            public void released(int queue) {
                ownership.released(queue);
            }
        };
    }

    @Override
    public Future<Void> open() {
        return layouts.open();
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
    public Optional<String> notReadyReason() {
        return engine.notReadyReason();
    }

    @Override
    public void stop() throws InterruptedException {
        engine.stop();
    }
}
