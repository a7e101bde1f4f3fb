package io.seckill.backend;

import io.seckill.backend.commit.Batch;
import io.seckill.backend.commit.Committer;
import io.seckill.backend.commit.Committing;
import io.seckill.backend.commit.Pipeline;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.deliver.Deliveries;
import io.seckill.backend.deliver.Reply;
import io.seckill.backend.event.SaleEvents;
import io.seckill.backend.ledger.Consumption;
import io.seckill.backend.recovery.TakenOver;
import io.seckill.backend.recovery.transactions.Recovery;
import io.seckill.backend.trace.CommandTrace;
import io.seckill.backend.trace.CommandTracer;
import io.seckill.v1.QueuePosition;
import io.seckill.warm.WarmUp;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/** Decides by the ledger in Kafka: one consuming thread, one that commits. */
final class LedgerDecider implements Decider {
    private final DeciderContext context;
    private final WarmUp warmUp;
    private final Deliveries deliveries;
    private final CommandTracer tracer;
    private final Producer<byte[], byte[]> commands;
    private final Committing committing;
    private final Consumption consumption;

    LedgerDecider(DeciderContext context) {
        BackendSettings settings = context.settings();
        this.context = context;
        this.warmUp = new WarmUp(settings.warmUp());
        this.deliveries = context.deliveries();
        this.tracer = context.tracer();
        this.commands = context.producers().commands();
        Pipeline pipeline = new Pipeline(Pipeline.MAX_PENDING);
        this.committing = new Committing(
                context.producers(),
                pipeline,
                audience(),
                context.process().waits(),
                context.process().registry());
        this.consumption = new Consumption(
                new Consumption.Configuration(
                        settings.kafka(), settings.consumer(), settings.takeover(), settings.topics()),
                new Consumption.Context(
                        context.owner(),
                        recovery(context),
                        pipeline,
                        commands,
                        InstantSource.system(),
                        context.random(),
                        () -> new Ledger(
                                context.random().nextLong(),
                                settings.memory(),
                                settings.holds().maxExpired()),
                        new SaleEvents(settings.events(), settings.topics())::of,
                        context.process().waits(),
                        context.process().registry(),
                        tracer),
                this::tookOver);
    }

    private static Recovery recovery(DeciderContext context) {
        BackendSettings settings = context.settings();
        return new Recovery(
                settings.kafka(),
                settings.topics(),
                context.owner(),
                context.producers().transactionTimeout(),
                InstantSource.system(),
                context.producers()::recovering);
    }

    private void tookOver(TakenOver queue) {
        deliveries.decided(List.of(position(queue.queue(), queue.position())));
        deliveries.deliverAgain(queue.again());
    }

    private static QueuePosition position(int queue, long offset) {
        return QueuePosition.newBuilder().setQueue(queue).setOffset(offset).build();
    }

    private Committer.Audience audience() {
        return new Committer.Audience() {
            @Override
            public void committed(List<Batch> batches, long nanos) {
                if (tracer.on()) {
                    List<CommandTrace> traced = new ArrayList<>();
                    batches.forEach(batch -> batch.addTraced(traced));
                    tracer.committed(
                            traced, batches.stream().mapToInt(Batch::commands).sum(), nanos);
                }
            }

            @Override
            public void decided(Map<TopicPartition, OffsetAndMetadata> positions) {
                deliveries.decided(positions.entrySet().stream()
                        .map(entry -> position(
                                entry.getKey().partition(), entry.getValue().offset()))
                        .toList());
            }

            @Override
            public void tell(List<Reply> replies) {
                deliveries.deliver(replies);
            }
        };
    }

    /** Warms up before the group has it: a member that compiles decides slowly what another would decide fast. */
    @Override
    public Future<Void> open() {
        if (warmUp.isOff()) {
            return Future.succeededFuture();
        }
        context.process().startWaitsFor(warmUp.awaited());
        return Future.fromCompletionStage(
                warmUp.begin(() -> LedgerRehearsal.start(context)),
                context.process().vertx().getOrCreateContext());
    }

    @Override
    public void start() {
        committing.start();
        consumption.start();
    }

    @Override
    public boolean alive() {
        return consumption.alive() && committing.alive();
    }

    @Override
    public Optional<String> notReadyReason() {
        return consumption.notReadyReason();
    }

    @Override
    public void stop() throws InterruptedException {
        warmUp.stop();
        consumption.stop();
        committing.stop();
        commands.close(Duration.ZERO);
    }
}
