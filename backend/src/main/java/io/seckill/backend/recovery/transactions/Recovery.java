package io.seckill.backend.recovery.transactions;

import io.seckill.backend.membership.OwnerId;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/**
 * Makes what a take-over needs of the cluster. Each take-over has connections of its own: those of the process may have
 * been idle for hours, and a firewall may have forgotten them without a word to either end.
 */
public final class Recovery {
    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final OwnerId owner;
    private final Duration guard;
    private final InstantSource clock;
    private final Supplier<Producer<byte[], byte[]>> producers;

    /** One repairs at a time: the producers that write again bear the same transactional id, and fence each other. */
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * For backends of the group of {@code owner}.
     *
     * @param guard how old an open transaction is at least that nobody will end: as long as one may take
     * @param producers makes a transactional producer, to write again what was committed and cannot be read
     */
    public Recovery(
            KafkaSettings kafka,
            TopicSettings topics,
            OwnerId owner,
            Duration guard,
            InstantSource clock,
            Supplier<Producer<byte[], byte[]>> producers) {
        this.kafka = kafka;
        this.topics = topics;
        this.owner = owner;
        this.guard = guard;
        this.clock = clock;
        this.producers = producers;
    }

    /** Connections, and what goes over them. For one thread. */
    public record Session(Admin admin, OpenTransactions open) implements AutoCloseable {
        @Override
        public void close() {
            admin.close(Duration.ZERO);
        }
    }

    /** Opens connections. */
    public Session open() {
        String clientId = owner + "-recover";
        Admin admin = Admin.create(kafka.asking(Map.of("client.id", clientId)));
        RawLog log = new RawLog(kafka, admin, clientId);
        HangingTransactions hanging = new HangingTransactions(
                admin,
                owner.group(),
                new TransactionHistory(admin, log),
                new Rewriter(admin, log, topics, producers),
                clock,
                guard);
        return new Session(admin, new OpenTransactions(new ZombieFencer(admin, owner.group()), hanging, lock));
    }
}
