package io.seckill.gateway.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends commands to the request topic from any event loop; never blocks.
 *
 * <p>A plain producer whose metadata is warm and whose {@code max.block.ms} is 0: an append that cannot go into the
 * buffer fails at once, and until then nothing has left the process. It goes past the
 * worker queue of vertx-kafka-client, which has no bound.
 */
public final class CommandPublisher {
    private static final Logger log = LoggerFactory.getLogger(CommandPublisher.class);
    private static final long METADATA_AGE_MILLIS = 2_000;
    private static final int MAX_BATCH_BYTES = 256 * 1024;

    /** Commands that wait for the broker; past them a purchase is answered 503. */
    private static final long BUFFER_BYTES = 64 << 20;

    final ReplaceableProducer producer; // a test breaks it
    private final CircuitBreakers breakers;
    private final Backlog backlog;
    private final ClockOffset clockOffset;
    private final String topic;
    private final int batchBytes;

    /**
     * What hears of each append.
     *
     * @param breakers whether a queue's appends are answered
     * @param backlog where a queue ends
     * @param clockOffset how the log's clock goes
     */
    public record Observers(CircuitBreakers breakers, Backlog backlog, ClockOffset clockOffset) {}

    /** Connects to the cluster of {@code settings}, in the background; tells {@code observers} what is sent. */
    public CommandPublisher(Vertx vertx, GatewaySettings settings, Observers observers, MeterRegistry registry) {
        this.topic = settings.topics().requests();
        this.batchBytes = batchBytes(settings);
        this.breakers = observers.breakers();
        this.backlog = observers.backlog();
        this.clockOffset = observers.clockOffset();
        this.producer = new ReplaceableProducer(
                vertx,
                settings.kafka().with(properties(settings)),
                settings.publish().linger(),
                topic,
                registry);
    }

    private static Map<String, Object> properties(GatewaySettings settings) {
        return Map.ofEntries(
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "seckill-gateway"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L),
                // While purchases are few, PromptFlush does not wait for it: a batch is what came during a round trip.
                Map.entry(
                        ProducerConfig.LINGER_MS_CONFIG,
                        settings.publish().linger().toMillis()),
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, batchBytes(settings)),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                        settings.publish().deliveryTimeout().toMillis()),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                        settings.publish().requestTimeout().toMillis()),
                Map.entry(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 50L),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50L),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L),
                // So soon are queues that were added known; a growth waits for it before anything is held back.
                Map.entry(ProducerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MILLIS),
                // A topic that nobody sent to for a while would leave the cache, and the next buyer be refused.
                Map.entry(
                        ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                        Duration.ofDays(3650).toMillis()));
    }

    /** Four batches of every queue fit the buffer: else few commands in many queues would fill it. */
    private static int batchBytes(GatewaySettings settings) {
        long share = BUFFER_BYTES / (4L * settings.topics().queues());
        return (int) Math.min(MAX_BATCH_BYTES, share);
    }

    /** Whether commands can be appended; false while the producer, broken for good, is replaced. */
    public boolean isUsable() {
        return producer.isUsable();
    }

    /** Completes once the producer knows the topic, so that the first append need not wait for it. */
    public Future<Void> warmUp() {
        return producer.warmUp();
    }

    /** Whether the buffer holds a batch for each of {@code queues} queues: else few commands in all of them would fill it. */
    public boolean hasRoomFor(int queues) {
        return (long) batchBytes * queues <= BUFFER_BYTES;
    }

    /** Whether the producer knows that there are {@code queues} queues: one that it does not know would refuse the append. */
    public boolean knows(int queues) {
        return producer.knows(queues);
    }

    /**
     * Blocks until all that was appended before is acknowledged or given up: for {@code publish.deliveryTimeout} at the
     * longest.
     */
    public void settle() {
        producer.current().producer().flush();
    }

    /**
     * Appends {@code command} with the key {@code key} to {@code queue}; {@code appending} hears of it at
     * once, or where nobody answers through {@code mailbox}.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback is told all that the future would tell.
    public void append(int queue, byte[] key, Command command, Mailbox mailbox, AppendCallback appending) {
        if (!producer.isUsable()) {
            appending.refused();
            return;
        }
        ReplaceableProducer.Life life = producer.current();
        var row = new ProducerRecord<>(topic, queue, key, command.toByteArray());
        Attempt attempt = new Attempt(queue, command.getCreatedAt(), mailbox, appending);
        appending.sending(row);
        backlog.sent(queue);
        try {
            life.producer().send(row, attempt);
        } catch (KafkaException | IllegalStateException e) {
            // Thrown behind the place where the record enters the buffer: the sender may have taken it from there. A
            // closed
            // producer throws likewise, but is not usable before it is closed, and so is seldom asked.
            producer.replace(life, e);
            attempt.unanswered(e);
        }
        attempt.handedOver = true;
        life.promptFlush().appended();
    }

    /** Sends what is buffered and disconnects; blocks for at most {@code timeout}. */
    public void close(Duration timeout) {
        producer.close(timeout);
    }

    /** One append. It settles once, though a producer that breaks may speak of it twice. */
    private final class Attempt implements Callback {
        private final int queue;
        private final long sentAt; // of the wall clock, or before
        private final Mailbox mailbox;
        private final AppendCallback appending;
        private final AtomicBoolean settled = new AtomicBoolean();

        /**
         * Set by the publishing thread after {@code send} has returned. A failure that is reported from within
         * {@code send} left nothing in the buffer: that is the one case in which "not queued" is certain. One that
         * the sender thread reports may follow an attempt whose acknowledgement was lost (KAFKA-14397).
         */
        private boolean handedOver;

        private final Thread publishing = Thread.currentThread();

        Attempt(int queue, long sentAt, Mailbox mailbox, AppendCallback appending) {
            this.queue = queue;
            this.sentAt = sentAt;
            this.mailbox = mailbox;
            this.appending = appending;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (failure == null && metadata != null) {
                appended(metadata);
            } else if (Thread.currentThread() == publishing && !handedOver && !entersBuffer(failure)) {
                refused(failure);
            } else {
                unanswered(failure);
            }
        }

        /** Of the failures that {@code send} reports itself, these two come from behind the place where it buffers. */
        private static boolean entersBuffer(@Nullable Exception failure) {
            return failure instanceof ProducerFencedException || failure instanceof InvalidProducerEpochException;
        }

        private void appended(RecordMetadata metadata) {
            if (settled.compareAndSet(false, true)) {
                breakers.answered(queue);
                clockOffset.observe(sentAt, metadata.timestamp());
                backlog.appended(queue, metadata.offset());
                appending.appended(metadata.partition(), metadata.offset());
            }
        }

        private void refused(@Nullable Exception failure) {
            if (settled.compareAndSet(false, true)) {
                log.debug("append refused", failure);
                backlog.notAppended(queue);
                appending.refused();
            }
        }

        private void unanswered(@Nullable Exception failure) {
            if (settled.compareAndSet(false, true)) {
                backlog.notAppended(queue);
                if (breakers.unanswered(queue)) {
                    log.warn(
                            "the broker of queue {} does not answer; its purchases are refused until it does: {}",
                            queue,
                            String.valueOf(failure));
                }
                mailbox.post(appending::unanswered);
            }
        }
    }
}
