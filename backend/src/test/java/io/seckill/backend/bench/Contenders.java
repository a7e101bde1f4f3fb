package io.seckill.backend.bench;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import io.seckill.backend.Backend;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.v1.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Ways through the one queue of a stage. Each takes a round with so many records at once, and returns what it reached. */
final class Contenders {
    /** Whether the engine's handler has a thread sleep for each record, as its peers do, and sets no timer. */
    private static final boolean BLOCKING = Boolean.getBoolean("bench.blocking");

    private final Stage stage;
    private final int concurrency;
    private int groups;

    Contenders(Stage stage, int concurrency) {
        this.stage = stage;
        this.concurrency = concurrency;
    }

    /** The engine in one of its modes. */
    double engine(String mode, Round round) throws InterruptedException {
        // Not Vert.x's timers, which are rounded to milliseconds.
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(BLOCKING ? concurrency : 1);
        Handler handler = attempt -> {
            round.begun();
            return waited(round, clock).map(over -> {
                round.done();
                return attempt.answer(Outcome.OUTCOME_SOLD_OUT).build();
            });
        };
        Backend backend = stage.startBackend(
                handler, "kafka.group=" + group(mode), "engine.mode=" + mode, "engine.window=" + concurrency);
        double reached = round.throughput();
        stage.stop(backend);
        clock.shutdownNow();
        return reached;
    }

    private static Future<?> waited(Round round, ScheduledExecutorService clock) {
        if (round.waiting().isZero()) {
            return Future.succeededFuture();
        }
        Promise<Void> over = Promise.promise();
        if (BLOCKING) {
            clock.execute(() -> {
                round.sleep();
                over.complete();
            });
        } else {
            var unused = clock.schedule(() -> over.complete(), round.waiting().toNanos(), TimeUnit.NANOSECONDS);
        }
        return over.future();
    }

    /** confluentinc/parallel-consumer. */
    double parallelConsumer(ProcessingOrder order, Round round) throws InterruptedException {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                properties(group(order.name())), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        ParallelStreamProcessor<byte[], byte[]> processor =
                ParallelStreamProcessor.createEosStreamProcessor(ParallelConsumerOptions.<byte[], byte[]>builder()
                        .consumer(disguised(consumer))
                        .ordering(order)
                        .maxConcurrency(concurrency)
                        .build());
        processor.subscribe(List.of(stage.topics().requests()));
        processor.poll(context -> round.blocking());
        double reached = round.throughput();
        processor.closeDontDrainFirst();
        return reached;
    }

    /** It looks into a KafkaConsumer's private fields, which have moved; what is no KafkaConsumer it takes as it is. */
    @SuppressWarnings("unchecked") // a proxy of an interface with parameters
    private static Consumer<byte[], byte[]> disguised(Consumer<byte[], byte[]> consumer) {
        InvocationHandler through = (proxy, method, arguments) -> {
            try {
                return method.invoke(consumer, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (Consumer<byte[], byte[]>)
                Proxy.newProxyInstance(Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, through);
    }

    /** As many share consumers as records at once, a thread each. */
    double shareConsumers(Round round) throws Exception {
        String group = "bench-share-" + System.nanoTime();
        startAtTheBeginning(group);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            threads.add(new Thread(() -> share(group, round, over), "share-" + i));
        }
        threads.forEach(Thread::start);
        try {
            return round.throughput();
        } finally {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private void startAtTheBeginning(String group) throws Exception {
        try (Admin admin = stage.admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, group),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private void share(String group, Round round, AtomicBoolean over) {
        Map<String, Object> properties = new java.util.HashMap<>(properties(group));
        properties.remove("auto.offset.reset");
        properties.remove("enable.auto.commit");
        properties.put("max.poll.records", round.waiting().isZero() ? 500 : 10);
        try (var consumer =
                new KafkaShareConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(stage.topics().requests()));
            while (!over.get()) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> round.blocking());
            }
        }
    }

    /** A group that reads the queue from its beginning. */
    private String group(String name) {
        return "bench-" + name + "-" + groups++;
    }

    private Map<String, Object> properties(String group) {
        return Map.of(
                "bootstrap.servers",
                stage.broker().bootstrapServers(),
                "group.id",
                group,
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
    }
}
