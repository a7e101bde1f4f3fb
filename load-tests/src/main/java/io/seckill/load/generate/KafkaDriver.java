package io.seckill.load.generate;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
    private static final Duration GRACE = Duration.ofSeconds(10);

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
        RoundTrips trips = new RoundTrips(load);
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
                trips.read(ByteBuffer.wrap(read.value()).getLong());
            }
        }
        return trips.result();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        consumer.close();
    }

    /** The records of one load: {@link #next} and {@link #over} are the appender's, the rest is the reader's. */
    private static final class RoundTrips {
        private final long start = System.nanoTime();
        private final long end;
        private final Semaphore slots;
        private final Schedule schedule;
        private final boolean closed;
        private final Tally tally = new Tally(SUCCESS, start);
        private final AtomicLong underWay = new AtomicLong();
        private final AtomicLong failures = new AtomicLong();

        /** When the appender stopped; 0 before. Written by the appender, read by both. */
        private volatile long overAt;

        RoundTrips(Load load) {
            this.closed = load instanceof Load.Closed;
            this.end = start + load.duration().toNanos();
            this.slots = new Semaphore(load instanceof Load.Closed c ? c.connections() : 0);
            this.schedule = new Schedule(load instanceof Load.Open open ? open.steps() : java.util.List.of());
        }

        /** Waits for the next record's turn; returns when it was meant to be appended, or {@link Schedule#OVER}. */
        long next() throws InterruptedException {
            long intended = closed ? nextFree() : nextDue();
            if (intended != Schedule.OVER) {
                underWay.incrementAndGet();
            }
            return intended;
        }

        private long nextFree() throws InterruptedException {
            long left = end - System.nanoTime();
            return left > 0 && slots.tryAcquire(left, TimeUnit.NANOSECONDS) ? System.nanoTime() : Schedule.OVER;
        }

        private long nextDue() {
            if (schedule.peek() == Schedule.OVER) {
                return Schedule.OVER;
            }
            long due = start + schedule.peek();
            schedule.advance();
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            return due;
        }

        void over() {
            overAt = System.nanoTime();
        }

        void read(long intended) {
            long now = System.nanoTime();
            if (overAt != 0 && now > overAt) {
                tally.endWindow(overAt - start);
            }
            tally.answered(intended, now, SUCCESS, false);
            settled();
        }

        /** An append failed. Called on Kafka's own thread. */
        void failed() {
            failures.incrementAndGet();
            settled();
        }

        private void settled() {
            underWay.decrementAndGet();
            if (closed) {
                slots.release();
            }
        }

        boolean isDone() {
            return overAt != 0 && (underWay.get() == 0 || System.nanoTime() - overAt > GRACE.toNanos());
        }

        LoadResult result() {
            tally.endWindow(overAt - start);
            long now = System.nanoTime();
            for (long lost = underWay.get() + failures.get(); lost > 0; lost--) {
                tally.lost(start, now);
            }
            return tally.result();
        }
    }
}
