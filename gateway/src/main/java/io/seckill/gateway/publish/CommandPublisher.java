package io.seckill.gateway.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.seckill.gateway.line.Line;
import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends commands to the request topic from any event loop; never blocks.
 *
 * <p>A plain producer whose metadata is warm and whose {@code max.block.ms} is 0: an append that cannot go into the
 * buffer fails at once, and until then nothing has left the process. RATIONALE.md has the comparison with the
 * worker-queue producer of vertx-kafka-client.
 */
public final class CommandPublisher {
    private static final Logger log = LoggerFactory.getLogger(CommandPublisher.class);
    private static final long WARM_UP_POLL_MILLIS = 50;
    private static final long METADATA_AGE_MILLIS = 2_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final PromptFlush promptFlush;
    private final KafkaClientMetrics metrics;
    private final QueueHealth health;
    private final Line line;
    private final String topic;

    /** Connects to the cluster of {@code settings}, in the background; tells {@code line} what is sent. */
    public CommandPublisher(GatewaySettings settings, QueueHealth health, Line line, MeterRegistry registry) {
        this.topic = settings.topics().requests();
        this.health = health;
        this.line = line;
        this.producer = new KafkaProducer<>(
                settings.kafka().with(properties(settings.publish())),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.promptFlush = new PromptFlush(producer, settings.publish().linger());
        this.metrics = new KafkaClientMetrics(producer);
        metrics.bindTo(registry);
    }

    private static Map<String, Object> properties(GatewaySettings.Publish publish) {
        return Map.ofEntries(
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "seckill-gateway"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L),
                // While purchases are few, PromptFlush does not wait for it: a batch is what came during a round trip.
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, publish.linger().toMillis()),
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, publish.bufferBytes()),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                        publish.deliveryTimeout().toMillis()),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                        publish.requestTimeout().toMillis()),
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

    /** Completes once the producer knows the topic, so that the first append need not wait for it. */
    public Future<Void> warmUp(Vertx vertx) {
        // With max.block.ms 0 this asks for the metadata in the background and fails until they are there.
        try {
            producer.partitionsFor(topic);
            return Future.succeededFuture();
        } catch (TimeoutException notYet) {
            return vertx.timer(WARM_UP_POLL_MILLIS).compose(again -> warmUp(vertx));
        }
    }

    /** Whether the producer knows that there are {@code queues} queues: one that it does not know would refuse the append. */
    public boolean knows(int queues) {
        try {
            return producer.partitionsFor(topic).size() >= queues;
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    /**
     * Blocks until all that was appended before is acknowledged or given up: for {@code publish.deliveryTimeout} at the
     * longest.
     */
    public void settle() {
        producer.flush();
    }

    /**
     * Appends {@code command} with the key {@code key} to {@code queue}; {@code appending} hears of it through
     * {@code mailbox}, or at once where refused.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback is told all that the future would tell.
    public void append(int queue, byte[] key, Command command, Mailbox mailbox, Appending appending) {
        var row = new ProducerRecord<>(topic, queue, key, command.toByteArray());
        Attempt attempt = new Attempt(queue, mailbox, appending);
        line.sent(queue);
        try {
            producer.send(row, attempt);
        } catch (KafkaException | IllegalStateException e) {
            log.debug("the producer is closed or broken", e);
            line.notAppended(queue);
            appending.refused();
        }
        attempt.handedOver = true;
        promptFlush.appended();
    }

    /** Sends what is buffered and disconnects; blocks for at most {@code timeout}. */
    public void close(Duration timeout) {
        metrics.close();
        promptFlush.close();
        producer.close(timeout);
    }

    private final class Attempt implements Callback {
        private final int queue;
        private final Mailbox mailbox;
        private final Appending appending;

        /**
         * Set by the publishing thread after {@code send} has returned. A failure that is reported from within
         * {@code send} left nothing in the buffer: that is the one case in which "not queued" is certain. One that
         * the sender thread reports may follow an attempt whose acknowledgement was lost (KAFKA-14397).
         */
        private boolean handedOver;

        private final Thread publishing = Thread.currentThread();

        Attempt(int queue, Mailbox mailbox, Appending appending) {
            this.queue = queue;
            this.mailbox = mailbox;
            this.appending = appending;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (failure == null && metadata != null) {
                health.answered();
                line.appended(queue, metadata.offset());
                mailbox.post(() -> appending.appended(metadata.partition(), metadata.offset()));
                return;
            }
            line.notAppended(queue);
            if (Thread.currentThread() == publishing && !handedOver) {
                log.debug("append refused", failure);
                appending.refused();
            } else {
                if (health.isClosed()) {
                    log.warn("the broker does not answer; purchases are refused until it does", failure);
                }
                health.unanswered();
                mailbox.post(appending::unanswered);
            }
        }
    }
}
