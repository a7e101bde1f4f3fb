package io.seckill.backend.membership;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.operate.Work;
import io.seckill.process.Causes;
import io.seckill.process.RepeatedTrouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a member of a group polling on a thread of its own, whatever befalls it, until it is stopped. */
public final class MemberThread implements Work {
    private static final Logger log = LoggerFactory.getLogger(MemberThread.class);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REJOIN_AFTER = Duration.ofSeconds(1);

    /** What a member does between joining and leaving the group. Used by its thread alone. */
    public interface Member {
        /** Its share of the topic. */
        AssignedPartitions assigned();

        /** Polls, and passes on what came. What it throws ends this member; a new one joins. */
        void turn() throws InterruptedException;

        /** Why it does not do all its work, although it is in the group; empty where it does. */
        Optional<String> notReadyReason();

        /** It has left, or failed. */
        void ended();
    }

    private final String topic;
    private final Consumers consumers;
    private final Waits waits;
    private final MeterRegistry registry;
    private final Function<Consumer<byte[], byte[]>, Member> members;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final RepeatedTrouble trouble = new RepeatedTrouble(System::nanoTime); // of the thread
    private volatile Optional<String> notReadyReason = Optional.of("not in the group yet"); // written by the thread

    /**
     * Prepares a thread called {@code name}; {@link #start} starts it.
     *
     * @param members makes what polls a consumer, which is closed here
     */
    public MemberThread(
            String name,
            String topic,
            Consumers consumers,
            Waits waits,
            MeterRegistry registry,
            Function<Consumer<byte[], byte[]>, Member> members) {
        this.topic = topic;
        this.consumers = consumers;
        this.waits = waits;
        this.registry = registry;
        this.members = members;
        this.thread = new Thread(this::run, name);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public boolean alive() {
        return thread.isAlive();
    }

    @Override
    public Optional<String> notReadyReason() {
        return notReadyReason;
    }

    @Override
    public void stop() throws InterruptedException {
        stopped.countDown();
        thread.join();
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    private void run() {
        try {
            while (!stopping()) {
                joinOrPause();
            }
        } catch (InterruptedException end) { // by nobody here; were it so, health would tell of a thread that died
            Thread.currentThread().interrupt();
        }
    }

    private void joinOrPause() throws InterruptedException {
        try {
            join();
        } catch (RuntimeException e) {
            if (e instanceof InvalidSessionTimeoutException && consumers.lengthenSession()) {
                return;
            }
            // Whatever it is, this thread must not die of it: nothing would be read any more.
            String reason = Causes.inOneLine(e);
            if (trouble.isNews(reason)) {
                log.error("consumption failed, joining the group again in {} s", REJOIN_AFTER.toSeconds(), e);
            }
            notReadyReason = Optional.of("not in the group: " + reason);
            boolean cutShort = stopped.await(REJOIN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            log.debug("pause over, cut short by a stop: {}", cutShort);
        }
    }

    private void join() throws InterruptedException {
        KafkaConsumer<byte[], byte[]> consumer = consumers.member();
        try (KafkaClientMetrics metrics = new KafkaClientMetrics(consumer)) {
            metrics.bindTo(registry);
            live(consumer, members.apply(consumer));
        } finally {
            notReadyReason = notReadyReason.or(() -> Optional.of("not in the group"));
            close(consumer);
        }
    }

    /** One member's life, from joining to leaving. */
    private void live(Consumer<byte[], byte[]> consumer, Member member) throws InterruptedException {
        AssignedPartitions assigned = member.assigned();
        Waits.Wait joining = waits.begin("a share of " + topic + " from the group " + consumers.group());
        try {
            Heartbeat heartbeat = consumers.heartbeat(consumer);
            consumer.subscribe(List.of(topic), assigned);
            while (!stopping()) {
                member.turn();
                if (assigned.joined()) {
                    joining.close();
                }
                notReadyReason = heartbeat.notReadyReason().or(() -> reason(member));
            }
            assigned.leave(); // before the close, which sends no heartbeats while the last work is finished
        } finally {
            joining.close();
            member.ended();
        }
    }

    /** Until it has joined, why an earlier member failed: so would this one. */
    private Optional<String> reason(Member member) {
        return member.assigned().joined()
                ? member.notReadyReason()
                : notReadyReason.or(() -> Optional.of("not in the group yet"));
    }

    private static void close(KafkaConsumer<?, ?> consumer) {
        try {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        } catch (WakeupException strayAlarm) {
            log.debug("an event came while the consumer closed", strayAlarm);
        }
    }
}
