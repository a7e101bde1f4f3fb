package io.seckill.backend.parallel;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.backend.command.CutoverMarkerCheck;
import io.seckill.backend.command.RecordTime;
import io.seckill.backend.membership.Consumers;
import io.seckill.backend.membership.MemberThread;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.operate.Work;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.backend.parallel.lane.EngineSettings;
import io.seckill.backend.parallel.lane.HandlerAvailability;
import io.seckill.backend.parallel.lane.Lanes;
import io.seckill.backend.parallel.lane.RetryRecords;
import io.seckill.backend.recovery.transactions.QueueWatch;
import io.seckill.backend.trace.CommandTracer;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/** Consumes the queues of a group with a {@link Handler}, many records of a queue at once. */
public final class Engine implements Work {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * What the engine shares with the rest of the process.
     *
     * @param aside writes what is copied aside; the engine closes it
     * @param predecessors say when a queue that was added may go on
     * @param tracer goes on with traces
     */
    public record Context(
            OwnerId owner,
            Producer<byte[], byte[]> aside,
            Predecessors predecessors,
            DecisionListener audience,
            Waits waits,
            MeterRegistry registry,
            CommandTracer tracer) {}

    private final Duration sessionTimeout;
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
    private final MemberThread thread;

    /** Prepares an engine; {@link #start} starts it. The topics must stand. */
    public Engine(
            KafkaSettings kafka,
            Duration sessionTimeout,
            TopicSettings topics,
            EngineSettings settings,
            Handler handler,
            Context context) {
        this.sessionTimeout = sessionTimeout;
        this.topics = topics;
        this.settings = settings;
        this.handler = handler;
        this.context = context;
        this.consumers = new Consumers(kafka, context.owner(), sessionTimeout);
        this.records = new RetryRecords(topics);
        this.meters = new EngineMeters(context.registry());
        this.incoming = new KafkaLanePort.Records(
                new RecordTime(InstantSource.system(), context.registry()),
                new CutoverMarkerCheck(consumers::slots, topics.slots()),
                context.tracer());
        this.queues = new QueueWatch(kafka, context.owner() + "-watch", context.waits());
        this.thread = new MemberThread(
                "seckill-consume", topics.requests(), consumers, context.waits(), context.registry(), this::member);
    }

    @Override
    public void start() {
        queues.start();
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
        incoming.marks().close();
        queues.close();
        readerThread.shutdown();
        if (!readerThread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            readerThread.shutdownNow();
        }
        context.aside().close(CLOSE_TIMEOUT);
    }

    private MemberThread.Member member(Consumer<byte[], byte[]> member) {
        Mailbox mailbox = new Mailbox();
        long epoch = System.nanoTime();
        KafkaLanePort outlet = new KafkaLanePort(
                records, context.aside(), context.predecessors(), incoming, mailbox, () -> System.nanoTime() - epoch);
        HandlerAvailability dependency = new HandlerAvailability(handler, outlet, settings);
        Lanes lanes = new Lanes(topics.orderingKey(), settings, dependency, outlet, context.registry());
        EngineLoop.Parts parts =
                new EngineLoop.Parts(member, dependency, lanes, mailbox, outlet, this::readTakeOver, sessionTimeout);
        return new EngineLoop(parts, settings, context.audience(), queues, meters);
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
}
