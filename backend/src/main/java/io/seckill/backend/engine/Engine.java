package io.seckill.backend.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.seckill.backend.commit.OwnerId;
import io.seckill.backend.consume.ConsumerSettings;
import io.seckill.backend.consume.Consumers;
import io.seckill.backend.consume.Heartbeat;
import io.seckill.backend.consume.MarkCheck;
import io.seckill.backend.consume.RecordTime;
import io.seckill.backend.deliver.Reply;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.recover.QueueWatch;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.v1.QueuePosition;
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
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration REJOIN_AFTER = Duration.ofSeconds(1);

    /** Who hears of decisions. Called on the engine's thread; must not block. */
    public interface Audience extends Shares {
        /** What askers are to be told; it is durable as far as the handler's results are. */
        void tell(List<Reply> replies);

        /** The first offset of each held queue that is neither decided nor in the retry queue. */
        void decided(List<QueuePosition> positions);
    }

    /** Who hears which queues the engine decides. Called on the engine's thread; must not block. */
    public interface Shares {
        /** A queue was taken over. */
        default void tookOver(int queue) {}

        /** A queue was given up. */
        default void released(int queue) {}
    }

    /**
     * What the engine shares with the rest of the process.
     *
     * @param aside writes what is copied aside; the engine closes it
     * @param predecessors say when a queue that was added may go on
     */
    public record Surroundings(
            OwnerId owner,
            Producer<byte[], byte[]> aside,
            Predecessors predecessors,
            Audience audience,
            Waits waits,
            MeterRegistry registry) {}

    private final ConsumerSettings consumer;
    private final TopicSettings topics;
    private final EngineSettings settings;
    private final Handler handler;
    private final Surroundings around;
    private final Consumers consumers;
    private final AsideRecords records;
    private final EngineMeters meters;
    private final KafkaOutlet.Records incoming; // of the thread
    private final QueueWatch queues;

    private final ExecutorService readerThread =
            Executors.newSingleThreadExecutor(run -> new Thread(run, "seckill-load"));
    private final Thread thread = new Thread(this::run, "seckill-consume");
    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile Optional<String> hindrance = Optional.of("not in the group yet"); // written by the thread

    /** Prepares an engine; {@link #start} starts it. The topics must stand. */
    public Engine(
            KafkaSettings kafka,
            ConsumerSettings consumer,
            TopicSettings topics,
            EngineSettings settings,
            Handler handler,
            Surroundings around) {
        this.consumer = consumer;
        this.topics = topics;
        this.settings = settings;
        this.handler = handler;
        this.around = around;
        this.consumers = new Consumers(kafka, consumer, around.owner());
        this.records = new AsideRecords(topics);
        this.meters = new EngineMeters(around.registry());
        this.incoming = new KafkaOutlet.Records(
                new RecordTime(InstantSource.system(), around.registry()),
                new MarkCheck(consumers::slots, topics.slots()));
        this.queues = new QueueWatch(kafka, around.owner() + "-watch", around.waits());
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
    public Optional<String> hindrance() {
        return hindrance;
    }

    /** Leaves the group, having given attempts that run a bounded time to end. Blocks; call once. */
    public void stop() throws InterruptedException {
        stopped.countDown();
        thread.join();
        queues.close();
        readerThread.shutdown();
        if (!readerThread.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            readerThread.shutdownNow();
        }
        around.aside().close(CLOSE_PATIENCE);
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
                LOG.error("consumption failed, joining the group again in {} s", REJOIN_AFTER.toSeconds(), e);
                pause();
            }
        }
        incoming.marks().close();
    }

    /** One member's life, from joining to leaving. */
    private void live() {
        KafkaConsumer<byte[], byte[]> member = consumers.member();
        try (KafkaClientMetrics metrics = new KafkaClientMetrics(member)) {
            metrics.bindTo(around.registry());
            Member parts = new Member(member);
            Heartbeat heartbeat = new Heartbeat(member, consumer.sessionTimeout());
            member.subscribe(List.of(topics.requests()), parts.holdings);
            while (!stopping()) {
                parts.loop.turn();
                hindrance = heartbeat
                        .hindrance()
                        .or(parts.dependency::notReadyReason)
                        .or(parts.holdings::hindrance);
            }
            parts.holdings.leave(); // before the close, which sends no heartbeats while attempts end
        } finally {
            hindrance = Optional.of("not in the group");
            close(member);
            meters.queues(List.of());
            queues.positions(Map.of());
        }
    }

    private static void close(KafkaConsumer<?, ?> member) {
        try {
            member.close(CloseOptions.timeout(CLOSE_PATIENCE));
        } catch (org.apache.kafka.common.errors.WakeupException strayAlarm) {
            LOG.debug("an event came while the consumer closed", strayAlarm);
        }
    }

    /** The parts of one member's life, tied to each other. */
    private final class Member implements Holdings.Surroundings {
        private final Dependency dependency;
        private final Holdings holdings;
        private final Positions positions;
        private final EngineLoop loop;

        Member(KafkaConsumer<byte[], byte[]> member) {
            Mailbox mailbox = new Mailbox();
            long epoch = System.nanoTime();
            KafkaOutlet outlet = new KafkaOutlet(
                    records, around.aside(), around.predecessors(), incoming, mailbox, () -> System.nanoTime() - epoch);
            this.positions = new Positions(member);
            this.dependency = new Dependency(handler, outlet, settings);
            Lanes lanes = new Lanes(topics.orderingKey(), settings, dependency, outlet, around.registry());
            this.holdings = new Holdings(member, lanes, this);
            EngineLoop.Parts parts = new EngineLoop.Parts(
                    member, dependency, holdings, mailbox, outlet, positions, consumer.sessionTimeout());
            this.loop = new EngineLoop(parts, settings, around.audience(), queues, meters);
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
            around.audience().tookOver(queue);
        }

        @Override
        public void released(int queue) {
            around.audience().released(queue);
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
            LOG.debug("pause over, cut short by a stop: {}", cutShort);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
