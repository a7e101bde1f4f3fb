package io.seckill.backend.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.HoldExpiry;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.commit.Pipeline;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.event.QueueEvents;
import io.seckill.backend.membership.ConsumerSettings;
import io.seckill.backend.membership.Consumers;
import io.seckill.backend.membership.MemberThread;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.operate.Work;
import io.seckill.backend.recovery.LedgerLoad;
import io.seckill.backend.recovery.LedgerLoader;
import io.seckill.backend.recovery.RecentReplyRedelivery;
import io.seckill.backend.recovery.Scrub;
import io.seckill.backend.recovery.TakeOverSettings;
import io.seckill.backend.recovery.TakenOver;
import io.seckill.backend.recovery.transactions.QueueWatch;
import io.seckill.backend.recovery.transactions.Recovery;
import io.seckill.backend.trace.CommandTracer;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the queues of a group decided by their ledgers. */
public final class Consumption implements Work {
    private static final Logger log = LoggerFactory.getLogger(Consumption.class);

    /** As long as a transaction may take before it counts as failed: past that there is nothing to wait for. */
    private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(15);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** What is set about it. */
    public record Configuration(
            KafkaSettings kafka, ConsumerSettings consumer, TakeOverSettings takeover, TopicSettings topics) {}

    /**
     * What consumption shares with the rest of the process.
     *
     * @param commands by which this backend itself appends to its queues; refuses at once what it cannot take
     * @param ledgers makes empty ones
     * @param events makes what tells of a queue, by its ledger
     * @param tracer goes on with traces
     */
    public record Context(
            OwnerId owner,
            Recovery recovery,
            Pipeline pipeline,
            Producer<byte[], byte[]> commands,
            InstantSource clock,
            RandomGenerator random,
            Supplier<Ledger> ledgers,
            Function<Ledger, QueueEvents> events,
            Waits waits,
            MeterRegistry registry,
            CommandTracer tracer) {}

    private final Configuration settings;
    private final Context context;
    private final LedgerLoader loader;
    private final CutoverMarkerCheck marks; // of the thread
    private final PollLoop.Steps steps;
    private final QueueWatch queues;
    private final Scrub scrub;
    private final LedgerMeters meters;
    private final java.util.function.Consumer<TakenOver> successions;

    /** A thread for each take-over that runs: there is a queue in each, and none is in two. */
    private final ExecutorService loaderThreads = Executors.newCachedThreadPool(run -> new Thread(run, "seckill-load"));

    private final MemberThread thread;

    /**
     * Prepares consumption; {@link #start} starts it.
     *
     * @param successions hears, on the consuming thread, of every queue taken over
     */
    public Consumption(Configuration settings, Context context, java.util.function.Consumer<TakenOver> successions) {
        this.settings = settings;
        this.context = context;
        this.successions = successions;
        Consumers consumers = new Consumers(
                settings.kafka(), context.owner(), settings.consumer().sessionTimeout());
        this.meters = new LedgerMeters(context.registry());
        this.marks = new CutoverMarkerCheck(consumers::slots, settings.topics().slots());
        this.queues = new QueueWatch(settings.kafka(), context.owner() + "-watch", context.waits());
        this.scrub = new Scrub(context.recovery(), context.owner().toString(), settings.topics(), context.waits());
        this.steps = new PollLoop.Steps(
                new BatchMaker(
                        settings.topics(),
                        context.clock(),
                        new BatchMaker.Records(
                                new RecordTime(context.clock(), context.registry()), marks, context.tracer()),
                        meters),
                new HoldWatch(
                        new HoldExpiry(
                                settings.topics().requests(), context.commands(), context.clock(), context.random()),
                        context.clock()),
                queues,
                scrub);
        this.loader = new LedgerLoader(
                consumers::loader,
                context.recovery(),
                settings.topics(),
                context.ledgers(),
                new RecentReplyRedelivery(settings.takeover(), context.clock()),
                context.waits());
        this.thread = new MemberThread(
                "seckill-consume",
                settings.topics().requests(),
                consumers,
                context.waits(),
                context.registry(),
                this::member);
    }

    @Override
    public void start() {
        queues.start();
        scrub.start();
        thread.start();
    }

    @Override
    public boolean alive() {
        return thread.alive();
    }

    @Override
    public Optional<String> notReadyReason() {
        return thread.notReadyReason();
    }

    @Override
    public void stop() throws InterruptedException {
        thread.stop();
        marks.close();
        queues.close();
        scrub.close();
        loaderThreads.shutdownNow(); // no queue is wanted any more
        if (!loaderThreads.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("a take-over does not end");
        }
    }

    private MemberThread.Member member(Consumer<byte[], byte[]> consumer) {
        Pipeline pipeline = context.pipeline();
        pipeline.abandon(); // what an earlier member decided and did not commit is not this one's to commit
        AssignedQueues assigned =
                new AssignedQueues(consumer, pipeline, this::load, FINISH_TIMEOUT, successions, context.events());
        return new PollLoop(
                consumer, assigned, pipeline, steps, settings.consumer().pollSpacing(), meters);
    }

    private List<LedgerLoad> load(Set<TopicPartition> queues, Supplier<ConsumerGroupMetadata> member) {
        List<LedgerLoad> loads = queues.stream().map(loader::of).toList();
        loaderThreads.execute(() -> {
            try {
                meters.loads().recordCallable(() -> {
                    loader.run(loads, member);
                    return null;
                });
            } catch (Exception e) {
                loads.forEach(load -> load.result().completeExceptionally(e));
            }
        });
        return loads;
    }
}
