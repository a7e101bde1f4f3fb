package io.seckill.load.generate;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A bare append and read in one process: what Kafka alone makes of a request. The calling thread appends, a second one
 * reads; an "answer" is the record, read back. The topic must stand.
 */
public final class KafkaDriver implements Driver {
    private static final int SUCCESS = 200;

    /** About as long as a purchase's command; the first eight bytes are the intended send time. */
    private static final int RECORD_BYTES = 160;

    private static final Duration POLL = Duration.ofMillis(50);

    private final String topic;
    private final int partitions;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Appends to all {@code partitions} of {@code topic} in turn; {@code properties} say how to reach the broker. */
    public KafkaDriver(Map<String, Object> properties, String topic, int partitions) {
        this.topic = topic;
        this.partitions = partitions;
        var bytes = new ByteArraySerializer();
        this.producer = new KafkaProducer<>(with(properties, Map.of("acks", "all", "linger.ms", 0)), bytes, bytes);
        var deserializer = new ByteArrayDeserializer();
        this.consumer = new KafkaConsumer<>(properties, deserializer, deserializer);
    }

    private static Map<String, Object> with(Map<String, Object> base, Map<String, Object> more) {
        var all = new java.util.HashMap<>(base);
        all.putAll(more);
        return all;
    }

    @Override
    public LoadResult run(Load load, Window window) throws InterruptedException {
        toEnd();
        RoundTrips trips = new RoundTrips(load, SUCCESS);
        CompletableFuture<LoadResult> read = CompletableFuture.supplyAsync(() -> read(trips), task -> {
            Thread reader = new Thread(task, "l1-reader");
            reader.setDaemon(true);
            reader.start();
        });
        window.began();
        append(trips);
        window.ended();
        trips.over();
        try {
            return read.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka could not be read: " + e.getCause(), e);
        }
    }

    private void toEnd() {
        var all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
    }

    private void append(RoundTrips trips) throws InterruptedException {
        int partition = 0;
        for (long intended = trips.next(); intended != Schedule.OVER; intended = trips.next()) {
            byte[] value = ByteBuffer.allocate(RECORD_BYTES).putLong(intended).array();
            var row = new ProducerRecord<byte[], byte[]>(topic, partition, null, value);
            Future<RecordMetadata> unused = producer.send(row, (appended, failure) -> {
                if (failure != null) {
                    trips.failed();
                }
            });
            partition = (partition + 1) % partitions;
        }
        producer.flush();
    }

    private LoadResult read(RoundTrips trips) {
        while (!trips.isDone()) {
            for (var read : consumer.poll(POLL)) {
                trips.came(ByteBuffer.wrap(read.value()).getLong(), SUCCESS);
            }
        }
        return trips.result();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        consumer.close();
    }
}
