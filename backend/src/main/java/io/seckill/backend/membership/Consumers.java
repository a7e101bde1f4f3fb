package io.seckill.backend.membership;

import io.seckill.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that maps settings to consumers. */
public final class Consumers {
    private static final Logger log = LoggerFactory.getLogger(Consumers.class);

    private static final int MIB = 1024 * 1024;

    /** Often enough that a rebalance, which members learn of by their heartbeats, does not wait for them. */
    private static final Duration HEARTBEAT = Duration.ofMillis(500);

    /** Of one session, so that two heartbeats may be lost. */
    private static final int HEARTBEATS_PER_SESSION = 3;

    /** What brokers insist on that have not been told otherwise. */
    private static final Duration USUAL_LEAST_SESSION = Duration.ofSeconds(6);

    /** A consuming thread that stands still for so long has hung: no command takes a tenth of it. */
    private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(60);

    /** Commands of one poll, and so of one transaction, unless the operator has set {@code max.poll.records}. */
    private static final int MAX_POLL_RECORDS = 5_000;

    /** How soon queues that are added are noticed and shared out. */
    private static final int METADATA_AGE_MS = 2_000;

    private static final int LOADER_FETCH_WAIT_MS = 20;

    private final KafkaSettings kafka;
    private final OwnerId owner;
    private final Duration maxPollInterval;
    private volatile Duration sessionTimeout; // the member's thread may lengthen it

    /** Consumers of a backend, named after {@code owner}, whom its group misses after {@code sessionTimeout}. */
    public Consumers(KafkaSettings kafka, OwnerId owner, Duration sessionTimeout) {
        this(kafka, owner, sessionTimeout, MAX_POLL_INTERVAL);
    }

    /** As well, of a process whose member may go {@code maxPollInterval} without a poll. */
    public Consumers(KafkaSettings kafka, OwnerId owner, Duration sessionTimeout, Duration maxPollInterval) {
        this.kafka = kafka;
        this.owner = owner;
        this.sessionTimeout = sessionTimeout;
        this.maxPollInterval = maxPollInterval;
    }

    String group() {
        return owner.group();
    }

    /** Asks for sessions as long as brokers usually want them, which refused shorter ones; false where they are so long. */
    boolean lengthenSession() {
        if (sessionTimeout.compareTo(USUAL_LEAST_SESSION) >= 0) {
            return false;
        }
        log.warn(
                "the brokers refuse sessions of {} ms: going on with {} ms, and take-overs are that much later. Set"
                        + " group.min.session.timeout.ms of the brokers to allow them",
                sessionTimeout.toMillis(),
                USUAL_LEAST_SESSION.toMillis());
        sessionTimeout = USUAL_LEAST_SESSION;
        return true;
    }

    Heartbeat heartbeat(Consumer<?, ?> member) {
        return new Heartbeat(member, sessionTimeout);
    }

    /** A member of the group. The classic protocol, because there the client chooses how soon a dead member is noticed. */
    KafkaConsumer<byte[], byte[]> member() {
        Map<String, Object> own = new HashMap<>(common(owner.toString()));
        own.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        own.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        int session = millis(sessionTimeout);
        own.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        own.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Math.min(millis(HEARTBEAT), session / HEARTBEATS_PER_SESSION));
        own.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Math.max(millis(maxPollInterval), session));
        own.put(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                kafka.property(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS));
        own.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MS);
        return new KafkaConsumer<>(kafka.asking(own));
    }

    /** A reader of the ledger, outside of the group's assignment. */
    public KafkaConsumer<byte[], byte[]> loader() {
        Map<String, Object> own = new HashMap<>(common(owner + "-load"));
        own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        own.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 * MIB);
        // What is assigned next waits for the fetch that was sent ahead, and a take-over has no half second for that.
        own.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LOADER_FETCH_WAIT_MS);
        own.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1); // the system's, which grows; Kafka's 64 KiB are soon full
        return new KafkaConsumer<>(kafka.asking(own));
    }

    /** A reader of how keys become queues. */
    public KafkaConsumer<byte[], byte[]> slots() {
        return new KafkaConsumer<>(kafka.asking(common(owner + "-marks")));
    }

    private Map<String, Object> common(String clientId) {
        return Map.of(
                CommonClientConfigs.CLIENT_ID_CONFIG,
                clientId,
                ConsumerConfig.GROUP_ID_CONFIG,
                group(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none", // where a position is not in the log, to go on elsewhere would pass over commands
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class);
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
