package io.seckill.backend.projection;

import io.seckill.backend.membership.Consumers;
import io.seckill.backend.membership.MemberThread;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.OperatedProcess;
import io.seckill.backend.recovery.transactions.QueueWatch;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.Topics;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A running projector: keeps a table of orders in PostgreSQL up to the ledger, apart from everybody else. */
public final class Projector {
    private final TopicSettings topics;
    private final OperatedProcess process;
    private final Projection projection;
    private final QueueWatch queues;
    private final ProjectorMeters meters;
    private final MemberThread follower;
    private final OperatedProcess.Plan plan;

    private Projector(ProjectorSettings settings) {
        this.topics = settings.topics();
        KafkaSettings kafka = settings.kafka();
        OwnerId name = OwnerId.next(settings.group(), new SecureRandom());
        this.process = new OperatedProcess(kafka, name.toString());
        this.projection = new Projection(process.vertx(), settings.postgres());
        this.queues = new QueueWatch(kafka, name + "-watch", process.waits());
        this.meters = new ProjectorMeters(process.registry());
        this.follower = new MemberThread(
                "seckill-project",
                topics.orders(),
                new Consumers(kafka, name, settings.sessionTimeout(), ProjectorSettings.MAX_POLL_INTERVAL),
                process.waits(),
                process.registry(),
                this::follow);
        this.plan = new OperatedProcess.Plan(
                List.of(new OperatedProcess.Step(this::tablesStand, this::reason)), follower, () -> {
                    queues.close();
                    return Future.succeededFuture();
                });
    }

    private MemberThread.Member follow(Consumer<byte[], byte[]> consumer) {
        return new LedgerFollower(consumer, projection, queues, meters);
    }

    /**
     * Starts a projector.
     *
     * @return completes once it asks for its share of the queues: the ledger and PostgreSQL are waited for, without
     *     end; fails with {@link SettingsException} on a taken port, or a schema that holds something else
     */
    public static Future<Projector> start(ProjectorSettings settings) {
        try {
            Projector projector = new Projector(settings);
            return projector
                    .process
                    .start(projector.plan, settings.topics(), settings.management(), ProjectorSettings.SECTION)
                    .map(projector);
        } catch (KafkaException refused) {
            return Future.failedFuture(OperatedProcess.wrongSettings(refused));
        }
    }

    /** Makes the tables ready for the ledger that there is. */
    private Future<Void> tablesStand() {
        return Future.fromCompletionStage(
                        Topics.described(process.admin().describeTopics(List.of(topics.orders())), failure -> false),
                        process.vertx().getOrCreateContext())
                .compose(found -> {
                    TopicDescription ledger = found.values().iterator().next();
                    return projection.open(ledger.name(), ledger.topicId().toString());
                })
                .onSuccess(stand -> queues.start());
    }

    private String reason(Throwable failure) {
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "the topic " + topics.orders() + " is not there: no backend of this cluster has been started";
        }
        return failure instanceof KafkaException ? failure.toString() : projection.line(failure);
    }

    /** The port on which operators are served. */
    public int managementPort() {
        return process.managementPort();
    }

    /**
     * Stops: ends the transaction that runs and leaves the group.
     *
     * @return completes when every thread of the projector has ended, or 5 s after the rest where a connection does not end
     */
    public Future<Void> stop() {
        return process.stop(plan);
    }
}
