package io.seckill.backend.commit;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.backend.membership.OwnerId;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The one place that maps settings to producers. */
public final class Producers {
    private static final int KIB = 1024;

    /** How long a transaction's steps may wait for the cluster before the transaction counts as failed. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** Take turns: the broker finishes one's last transaction for some 20 ms after the commit, and it must wait for that. */
    private static final int TURNS = 3;

    /** The broker aborts a transaction that is open for longer, unless the operator has set {@code transaction.timeout.ms}. */
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;

    /** How often at least something goes over a producer's connection: firewalls forget those that are idle. */
    private static final int METADATA_AGE_MS = 2_000;

    private final KafkaSettings kafka;
    private final OwnerId owner;
    private final MeterRegistry registry;

    /** Producers of one process, named after {@code owner}. */
    public Producers(KafkaSettings kafka, OwnerId owner, MeterRegistry registry) {
        this.kafka = kafka;
        this.owner = owner;
        this.registry = registry;
    }

    /** How long the cluster leaves a transaction open whose producer has died. */
    public Duration transactionTimeout() {
        return Duration.ofMillis(kafka.number(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS));
    }

    /** Opens the transactional producers. Fails with {@link KafkaException} where the cluster is not reached in time. */
    public TransactionWriter transactional() {
        return new TransactionWriter(
                IntStream.range(0, TURNS).mapToObj(this::transactional).toList(), registry);
    }

    private Map<String, Object> transactional(int turn) {
        return transactional(owner.transactionalId(turn));
    }

    private Map<String, Object> transactional(String id) {
        Map<String, Object> properties = common(id, TIMEOUT);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        properties.put(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                kafka.property(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS));
        // Without it the first record leaves alone, and the rest of the transaction as a second request a moment later.
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 512 * KIB);
        return properties;
    }

    /** Opens a transactional producer beside those that take turns: for what an earlier transaction leaves to be done. */
    public Producer<byte[], byte[]> recovering() {
        return new KafkaProducer<>(transactional(TURNS));
    }

    /** Opens the transactional producer of what one process at a time does; who had it before is fenced by its first use. */
    public Producer<byte[], byte[]> relaying(String transactionalId) {
        return new KafkaProducer<>(transactional(transactionalId));
    }

    /** Opens a plain idempotent producer for commands; it refuses at once what it cannot take. */
    public Producer<byte[], byte[]> commands() {
        return new KafkaProducer<>(common(owner + "-commands", Duration.ZERO));
    }

    /** Opens a plain idempotent producer for records that are copied aside. */
    public Producer<byte[], byte[]> aside() {
        Map<String, Object> properties = common(owner + "-aside", Duration.ofSeconds(1));
        // A record that fitted into its queue must leave again, with the headers that tell its story.
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RETRY_BYTES);
        return new KafkaProducer<>(properties);
    }

    /** Opens a plain idempotent producer for item statuses. */
    public Producer<byte[], byte[]> statuses() {
        return new KafkaProducer<>(common(owner + "-status", Duration.ofSeconds(1)));
    }

    private Map<String, Object> common(String clientId, Duration maxBlock) {
        return kafka.with(Map.of(
                CommonClientConfigs.CLIENT_ID_CONFIG,
                clientId,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                maxBlock.toMillis(),
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(KafkaSettings.REQUEST_TIMEOUT.toMillis()),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(TIMEOUT.toMillis()),
                ProducerConfig.RETRY_BACKOFF_MS_CONFIG,
                10L,
                ProducerConfig.METADATA_MAX_AGE_CONFIG,
                METADATA_AGE_MS));
    }
}
