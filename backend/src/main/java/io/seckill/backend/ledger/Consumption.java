package io.seckill.backend.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.HoldExpiry;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.command.StatusSettings;
import io.seckill.backend.commit.Pipeline;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.membership.ConsumerSettings;
import io.seckill.backend.membership.Consumers;
import io.seckill.backend.membership.Heartbeat;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.recovery.LedgerLoad;
import io.seckill.backend.recovery.LedgerLoader;
import io.seckill.backend.recovery.RecentReplyRedelivery;
import io.seckill.backend.recovery.Scrub;
import io.seckill.backend.recovery.TakeOverSettings;
import io.seckill.backend.recovery.TakenOver;
import io.seckill.backend.recovery.transactions.QueueWatch;
import io.seckill.backend.recovery.transactions.Recovery;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a member of the group polling on a thread of its own, whatever befalls it, until it is stopped. */
public final class Consumption {
    private static final Logger log = LoggerFactory.getLogger(Consumption.class);

    /** As long as a transaction may take before it counts as failed: past that there is nothing to wait for. */
    private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(15);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REJOIN_AFTER = Duration.ofSeconds(1);

    /** What is set about it. */
    public record Configuration(
            KafkaSettings kafka,
            ConsumerSettings consumer,
            TakeOverSettings takeover,
            StatusSettings status,
            TopicSettings topics) {}

    /**
     * What consumption shares with the rest of the process.
     *
     * @param commands by which this backend itself appends to its queues; refuses at once what it cannot take
     * @param ledgers makes empty ones
     */
    public record Context(
            OwnerId owner,
            Recovery recovery,
            Pipeline pipeline,
            Producer<byte[], byte[]> commands,
            InstantSource clock,
            RandomGenerator random,
            Supplier<Ledger> ledgers,
            Waits waits,
            MeterRegistry registry) {}

    private final Configuration settings;
    private final Context context;
    private final Consumers consumers;
    private final LedgerLoader loader;
    private final CutoverMarkerCheck marks; // of the thread
    private final BatchMaker batches;
    private final HoldWatch holds;
    private final QueueWatch queues;
    private final Scrub scrub;
    private final LedgerMeters meters;
    private final Consumer<TakenOver> successions;

    /** A thread for each take-over that runs: there is a queue in each, and none is in two. */
    private final ExecutorService loaderThreads = Executors.newCachedThreadPool(run -> new Thread(run, "seckill-load"));

    private final Thread thread = new Thread(this::run, "seckill-consume");
    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile Optional<String> notReadyReason = Optional.of("not in the group yet"); // written by the thread

    /**
     * Prepares consumption; {@link #start} starts it.
     *
     * @param successions hears, on the consuming thread, of every queue taken over
     */
    public Consumption(Configuration settings, Context context, Consumer<TakenOver> successions) {
        this.settings = settings;
        this.context = context;
        this.successions = successions;
        this.consumers = new Consumers(settings.kafka(), settings.consumer(), context.owner());
        this.meters = new LedgerMeters(context.registry());
        this.marks = new CutoverMarkerCheck(consumers::slots, settings.topics().slots());
        this.batches = new BatchMaker(
                settings.topics(), context.clock(), new RecordTime(context.clock(), context.registry()), marks, meters);
        this.holds = new HoldWatch(
                new HoldExpiry(settings.topics().requests(), context.commands(), context.clock(), context.random()),
                context.clock());
        this.queues = new QueueWatch(settings.kafka(), context.owner() + "-watch", context.waits());
        this.scrub = new Scrub(
                context.recovery(),
                context.owner().toString(),
                new TopicPartition(settings.topics().items(), 0),
                context.waits());
        this.loader = new LedgerLoader(
                consumers::loader,
                context.recovery(),
                settings.topics(),
                context.ledgers(),
                new RecentReplyRedelivery(settings.takeover(), context.clock()),
                context.waits());
    }

    /** Joins the group. */
    public void start() {
        queues.start();
        scrub.start();
        thread.start();
    }

    /** Whether the thread that decides is there, as it should be from the start to the stop. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Why no queue, or not every queue, is being decided; empty where all is well. */
    public Optional<String> notReadyReason() {
        return notReadyReason;
    }

    /**
     * Leaves the group, having given the pipeline time to finish. Blocks; call from a thread that may wait, once.
     */
    public void stop() throws InterruptedException {
        stopped.countDown();
        thread.join();
        queues.close();
        scrub.close();
        loaderThreads.shutdownNow(); // no queue is wanted any more
        if (!loaderThreads.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("a take-over does not end");
        }
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    private void run() {
        while (!stopping()) {
            try {
                live();
            } catch (RuntimeException e) {
                // Whatever it is, this thread must not die of it: nothing would be decided any more.
                log.error("consumption failed, joining the group again in {} s", REJOIN_AFTER.toSeconds(), e);
                pause();
            }
        }
        marks.close();
    }

    /** One member's life, from joining to leaving. */
    private void live() {
        Pipeline pipeline = context.pipeline();
        pipeline.abandon(); // what an earlier member decided and did not commit is not this one's to commit
        KafkaConsumer<byte[], byte[]> consumer = consumers.member();
        ConsumerSettings own = settings.consumer();
        AssignedQueues assignment =
                new AssignedQueues(consumer, pipeline, this::load, settings.status(), FINISH_TIMEOUT, successions);
        PollLoop loop = new PollLoop(
                consumer, assignment, pipeline, new PollLoop.Steps(batches, holds, queues), own.pollSpacing(), meters);
        Heartbeat heartbeat = new Heartbeat(consumer, own.sessionTimeout());
        Waits.Wait joining = context.waits()
                .begin("a share of the queues from the group "
                        + settings.kafka().group());
        try (KafkaClientMetrics metrics = new KafkaClientMetrics(consumer)) {
            metrics.bindTo(context.registry());
            consumer.subscribe(List.of(settings.topics().requests()), assignment);
            while (!stopping()) {
                loop.turn();
                scrub.ledgers(ledgersOf(assignment.owned().keySet()));
                if (scrub.takeReload()) {
                    assignment.reload();
                }
                if (assignment.joined()) {
                    joining.close();
                }
                notReadyReason = heartbeat.notReadyReason().or(assignment::notReadyReason);
            }
            assignment.leave(); // before the close, which sends no heartbeats while the last decisions are committed
        } finally {
            joining.close();
            notReadyReason = Optional.of("not in the group");
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            meters.queues(List.of(), 0);
            queues.positions(Map.of());
        }
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

    private Set<TopicPartition> ledgersOf(Set<TopicPartition> owned) {
        return owned.stream()
                .map(queue -> new TopicPartition(settings.topics().orders(), queue.partition()))
                .collect(Collectors.toSet());
    }

    private void pause() {
        try {
            boolean cutShort = stopped.await(REJOIN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            log.debug("pause over, cut short by a stop: {}", cutShort);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
