package io.seckill.backend.parallel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.membership.ConsumerSettings;
import io.seckill.backend.membership.Consumers;
import io.seckill.backend.membership.Heartbeat;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.backend.parallel.lane.EngineSettings;
import io.seckill.backend.parallel.lane.HandlerAvailability;
import io.seckill.backend.parallel.lane.Lane;
import io.seckill.backend.parallel.lane.Lanes;
import io.seckill.backend.parallel.lane.RetryRecords;
import io.seckill.backend.recovery.transactions.QueueWatch;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes the queues of a group with a {@link Handler}, many records of a queue at once: a member on a thread of its
 * own, whatever befalls it, until it is stopped.
 */
public final class Engine {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REJOIN_AFTER = Duration.ofSeconds(1);

    /**
     * What the engine shares with the rest of the process.
     *
     * @param aside writes what is copied aside; the engine closes it
     * @param predecessors say when a queue that was added may go on
     */
    public record Context(
            OwnerId owner,
            Producer<byte[], byte[]> aside,
            Predecessors predecessors,
            DecisionListener audience,
            Waits waits,
            MeterRegistry registry) {}

    private final ConsumerSettings consumer;
    private final TopicSettings topics;
    private final EngineSettings settings;
    private final Handler handler;
    private final Context context;
    private final Consumers consumers;
    private final RetryRecords records;
    private final EngineMeters meters;
    private final KafkaLanePort.Records incoming; // of the thread
    private final QueueWatch queues;

    private final ExecutorService readerThread =
            Executors.newSingleThreadExecutor(run -> new Thread(run, "seckill-load"));
    private final Thread thread = new Thread(this::run, "seckill-consume");
    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile Optional<String> notReadyReason = Optional.of("not in the group yet"); // written by the thread

    /** Prepares an engine; {@link #start} starts it. The topics must stand. */
    public Engine(
            KafkaSettings kafka,
            ConsumerSettings consumer,
            TopicSettings topics,
            EngineSettings settings,
            Handler handler,
            Context context) {
        this.consumer = consumer;
        this.topics = topics;
        this.settings = settings;
        this.handler = handler;
        this.context = context;
        this.consumers = new Consumers(kafka, consumer, context.owner());
        this.records = new RetryRecords(topics);
        this.meters = new EngineMeters(context.registry());
        this.incoming = new KafkaLanePort.Records(
                new RecordTime(InstantSource.system(), context.registry()),
                new CutoverMarkerCheck(consumers::slots, topics.slots()));
        this.queues = new QueueWatch(kafka, context.owner() + "-watch", context.waits());
    }

    /** Joins the group. */
    public void start() {
        queues.start();
        thread.start();
    }

    /** Whether the thread is there, as it should be from the start to the stop. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Why no queue, or not every queue, is being decided; empty where all is well. */
    public Optional<String> notReadyReason() {
        return notReadyReason;
    }

    /** Leaves the group, having given attempts that run a bounded time to end. Blocks; call once. */
    public void stop() throws InterruptedException {
        stopped.countDown();
        thread.join();
        queues.close();
        readerThread.shutdown();
        if (!readerThread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            readerThread.shutdownNow();
        }
        context.aside().close(CLOSE_TIMEOUT);
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
        incoming.marks().close();
    }

    /** One member's life, from joining to leaving. */
    private void live() {
        KafkaConsumer<byte[], byte[]> member = consumers.member();
        try (KafkaClientMetrics metrics = new KafkaClientMetrics(member)) {
            metrics.bindTo(context.registry());
            Member parts = new Member(member);
            Heartbeat heartbeat = new Heartbeat(member, consumer.sessionTimeout());
            member.subscribe(List.of(topics.requests()), parts.holdings);
            while (!stopping()) {
                parts.loop.turn();
                notReadyReason = heartbeat
                        .notReadyReason()
                        .or(parts.dependency::notReadyReason)
                        .or(parts.holdings::notReadyReason);
            }
            parts.holdings.leave(); // before the close, which sends no heartbeats while attempts end
        } finally {
            notReadyReason = Optional.of("not in the group");
            close(member);
            meters.queues(List.of());
            queues.positions(Map.of());
        }
    }

    private static void close(KafkaConsumer<?, ?> member) {
        try {
            member.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        } catch (org.apache.kafka.common.errors.WakeupException strayAlarm) {
            log.debug("an event came while the consumer closed", strayAlarm);
        }
    }

    /** The parts of one member's life, tied to each other. */
    private final class Member implements RebalanceActions {
        private final HandlerAvailability dependency;
        private final AssignedLanes holdings;
        private final Positions positions;
        private final EngineLoop loop;

        Member(KafkaConsumer<byte[], byte[]> member) {
            Mailbox mailbox = new Mailbox();
            long epoch = System.nanoTime();
            KafkaLanePort outlet = new KafkaLanePort(
                    records,
                    context.aside(),
                    context.predecessors(),
                    incoming,
                    mailbox,
                    () -> System.nanoTime() - epoch);
            this.positions = new Positions(member);
            this.dependency = new HandlerAvailability(handler, outlet, settings);
            Lanes lanes = new Lanes(topics.orderingKey(), settings, dependency, outlet, context.registry());
            this.holdings = new AssignedLanes(member, lanes, this);
            EngineLoop.Parts parts = new EngineLoop.Parts(
                    member, dependency, holdings, mailbox, outlet, positions, consumer.sessionTimeout());
            this.loop = new EngineLoop(parts, settings, context.audience(), queues, meters);
        }

        @Override
        public CompletableFuture<TakeOverReader.Found> read(Set<TopicPartition> queues) {
            return readTakeOver(queues);
        }

        @Override
        public void finish(Collection<Lane> lanes) {
            loop.finish(lanes);
        }

        @Override
        public void commit(Map<TopicPartition, Lane> lanes) {
            positions.commitNow(lanes);
        }

        @Override
        public void tookOver(int queue) {
            context.audience().tookOver(queue);
        }

        @Override
        public void released(int queue) {
            context.audience().released(queue);
        }
    }

    private CompletableFuture<TakeOverReader.Found> readTakeOver(Set<TopicPartition> queues) {
        CompletableFuture<TakeOverReader.Found> found = new CompletableFuture<>();
        readerThread.execute(() -> {
            try (KafkaConsumer<byte[], byte[]> reader = consumers.loader()) {
                found.complete(new TakeOverReader(topics, records).read(reader, queues, found::isCancelled));
            } catch (RuntimeException e) {
                found.completeExceptionally(e);
            }
        });
        return found;
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
