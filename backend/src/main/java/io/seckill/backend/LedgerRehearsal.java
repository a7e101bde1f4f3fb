package io.seckill.backend;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.backend.commit.Batch;
import io.seckill.backend.commit.Producers;
import io.seckill.backend.commit.TransactionWriter;
import io.seckill.backend.decide.Ledger;
import io.seckill.backend.deliver.Deliveries;
import io.seckill.backend.deliver.DeliverySettings;
import io.seckill.backend.deliver.Ticker;
import io.seckill.backend.ledger.RehearsedQueue;
import io.seckill.backend.membership.Consumers;
import io.seckill.backend.membership.OwnerId;
import io.seckill.backend.warm.RehearsedCommands;
import io.seckill.backend.warm.RehearsedGateway;
import io.seckill.kafka.TopicSettings;
import io.seckill.net.TlsSettings;
import io.seckill.process.EventLoops;
import io.seckill.v1.Command;
import io.seckill.warm.RehearsedItems;
import io.seckill.warm.WarmUp;
import io.seckill.warm.WarmUpTopics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command's way through the backend in small: purchases of its own go through a queue of its own. They are decided,
 * written in transactions that are aborted, read again as a take-over would, and told to a gateway of its own. Ledger,
 * meters and deliveries are thrown away.
 *
 * <p>One thread does in turns what the consuming and the committing thread do side by side.
 */
final class LedgerRehearsal implements WarmUp.Rehearsal {
    private static final Logger log = LoggerFactory.getLogger(LedgerRehearsal.class);
    private static final String HOST = "127.0.0.1";
    private static final int MAX_QUEUED = 100_000;
    private static final long TIMEOUT_SECONDS = 10;
    private static final Duration POLL = Duration.ofMillis(50);

    /** Purchases of a turn, and how long one lasts at least: so the cluster is sent 10,000 a second at most. */
    private static final int OF_A_TURN = 100;

    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final DeciderContext context;
    private final TopicSettings topics;
    private final RehearsedItems items;
    private final TopicPartition name;
    private final Vertx vertx = EventLoops.start(2);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final RehearsedGateway gateway = new RehearsedGateway();
    private volatile boolean closed;
    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    private LedgerRehearsal(DeciderContext context) {
        this.context = context;
        this.topics = WarmUpTopics.beside(context.settings().topics());
        this.items = RehearsedItems.next(context.random());
        this.name = new TopicPartition(topics.requests(), 0);
    }

    /** Starts one beside a backend of {@code context}. Blocks while Kafka answers; fails where it does not. */
    static LedgerRehearsal start(DeciderContext context) {
        WarmUpTopics.create(
                context.process().admin(),
                WarmUpTopics.beside(context.settings().topics()));
        LedgerRehearsal rehearsal = new LedgerRehearsal(context);
        rehearsal.ended =
                CompletableFuture.runAsync(rehearsal::run, work -> new Thread(work, "seckill-warm-up-ledger").start());
        return rehearsal;
    }

    private void run() {
        BackendSettings settings = context.settings();
        Consumers consumers = new Consumers(
                settings.kafka(), context.owner(), settings.consumer().sessionTimeout());
        // Not by the backend's own name: it is no member yet, and whoever takes a queue over would fence it.
        OwnerId apart = OwnerId.next(context.owner().group() + "-warmup", context.random());
        Producers producers = new Producers(settings.kafka(), apart, registry);
        try (TransactionWriter writer = producers.transactional();
                Producer<byte[], byte[]> gateways = producers.aside();
                Consumer<byte[], byte[]> consumer = consumers.loader()) {
            consumer.assign(List.of(name));
            consumer.seekToEnd(List.of(name));
            consumer.position(name);
            RehearsedCommands commands = new RehearsedCommands(items, await(gateway.listen(vertx)), context.random());
            commands.definitions().forEach(command -> send(gateways, command));
            Deliveries deliveries = deliveries();
            takeTurns(writer, gateways, consumer, commands, deliveries);
            await(deliveries.close());
        } catch (RuntimeException e) {
            log.warn("the warm-up broke off", e);
        }
    }

    private void takeTurns(
            TransactionWriter writer,
            Producer<byte[], byte[]> gateways,
            Consumer<byte[], byte[]> consumer,
            RehearsedCommands commands,
            Deliveries deliveries) {
        RehearsedQueue queue = new RehearsedQueue(name, topics, this::emptyLedger, registry);
        ConsumerGroupMetadata nobody = consumer.groupMetadata(); // of no generation
        while (!closed) {
            long begun = System.nanoTime();
            for (int i = 0; i < OF_A_TURN; i++) {
                send(gateways, commands.purchase());
            }
            gateways.flush();
            List<Batch> batches = queue.decide(own(consumer.poll(POLL)));
            if (!batches.isEmpty()) {
                writer.rehearse(batches, nobody);
                batches.forEach(batch -> queue.reload(batch.writes()));
                batches.forEach(batch -> deliveries.deliver(batch.replies()));
            }
            LockSupport.parkNanos(begun + TURN_NANOS - System.nanoTime());
        }
    }

    private Ledger emptyLedger() {
        BackendSettings settings = context.settings();
        return new Ledger(
                context.random().nextLong(), settings.memory(), settings.holds().maxExpired());
    }

    private Deliveries deliveries() {
        return Deliveries.start(
                vertx,
                new DeliverySettings(List.of(HOST), 1, MAX_QUEUED),
                new TlsSettings("", "", ""),
                registry,
                Ticker.system(),
                context.random());
    }

    private void send(Producer<byte[], byte[]> gateways, Command command) {
        byte[] key = RehearsedItems.keyOf(command.getItemId());
        var unused = gateways.send(new ProducerRecord<>(name.topic(), name.partition(), key, command.toByteArray()));
    }

    /** Others may be warming up too. */
    private ConsumerRecords<byte[], byte[]> own(ConsumerRecords<byte[], byte[]> polled) {
        List<ConsumerRecord<byte[], byte[]>> own = polled.records(name).stream()
                .filter(record -> items.isKey(record.key()))
                .toList();
        return own.isEmpty() ? ConsumerRecords.empty() : new ConsumerRecords<>(Map.of(name, own), Map.of());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public long answered() {
        return gateway.results();
    }

    @Override
    public void close() {
        closed = true;
        ended.join();
        await(vertx.close());
    }
}
