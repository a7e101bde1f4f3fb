package io.seckill.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic of one partition, without a group, on a thread of its own. Whatever fails is tried again after a rest: a
 * broker that refuses at once is not asked without end. Started and closed by one thread.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
    private static final long REST_MILLIS = 500;

    /** What a follower does; all of it is called on the follower's thread. */
    public interface Reader {
        /** Before each poll. */
        default void turn() {}

        /** The next record. */
        void take(ConsumerRecord<byte[], byte[]> record);

        /** All before {@code position} is taken, marks of transactions included. */
        default void reached(long position) {}

        /** No more comes: the follower was closed. */
        default void ended() {}
    }

    private final Consumer<byte[], byte[]> consumer; // of the thread, once started
    private final TopicPartition partition;
    private final Duration poll;
    private final Reader reader;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * A follower of {@code topic} from its beginning; {@link #start} starts it.
     *
     * @param consumer closed by the follower
     * @param poll between two turns of {@code reader}, where no record comes
     * @param thread the name of the thread
     */
    public TopicFollower(Consumer<byte[], byte[]> consumer, String topic, Duration poll, String thread, Reader reader) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        this.poll = poll;
        this.reader = reader;
        this.thread = new Thread(this::follow, thread);
        this.thread.setDaemon(true);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /**
     * Reads what is there now, on the caller's thread. To be called before {@link #start}, if at all.
     *
     * @throws KafkaException where the cluster cannot be read
     */
    public void catchUp(Duration silence) {
        TopicTail.read(consumer, List.of(partition), silence, records -> records.forEach(reader::take));
    }

    /** Reads on from now on. */
    public void start() {
        thread.start();
    }

    /** Has the next turn come now. For any thread. */
    public void wakeUp() {
        consumer.wakeup();
    }

    /** Ends it; blocks until the thread has ended. */
    @Override
    public void close() {
        closed.countDown();
        if (thread.getState() == Thread.State.NEW) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            return;
        }
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            while (closed.getCount() > 0) {
                turn();
            }
            reader.ended();
        } finally {
            // There is nothing to hand over, and a broker that is gone would hold up the stop.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void turn() {
        try {
            reader.turn();
            consumer.poll(poll).forEach(reader::take);
            reader.reached(consumer.position(partition));
        } catch (WakeupException e) {
            log.debug("woken up");
        } catch (InterruptException e) {
            closed.countDown();
        } catch (RuntimeException e) {
            // Whatever it is, this thread must not die of it: what it knows would be old for ever.
            log.warn("following {} failed; it goes on by itself", partition.topic(), e);
            rest();
        }
    }

    /** A stop does not wait for this. */
    private void rest() {
        try {
            boolean stopped = closed.await(REST_MILLIS, TimeUnit.MILLISECONDS);
            log.debug("rested after a failure; {}", stopped ? "stopping" : "following on");
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }
}
