package io.seckill.backend.recovery;

import io.seckill.backend.decide.Ledger;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.recovery.transactions.Recovery;
import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Rebuilds the ledgers of queues that this backend takes over.
 *
 * <p>The trap: the earlier owner's last transaction may be open still, its orders neither visible nor gone. So, in this
 * order: (1) the group's stable position of each queue, which the broker withholds while a transaction may yet move it;
 * since the queue's former owner is out of the group's generation, no other can follow. (2) The end of the ledger as
 * seen without regard to transactions: every order up to that position is before it. (3) The ledger's committed
 * records up to that end, which again waits for whatever is open. Each wait ends when the dead owner is fenced, at the
 * latest when the broker times its transaction out, or when what nobody else will end has been ended. In the end
 * {@link Anchor} says whether ledger and position belong together, and {@link RecentReplyRedelivery} finds what to tell again.
 */
public final class LedgerLoader {
    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final Recovery recovery;
    private final TopicSettings topics;
    private final Supplier<Ledger> emptyLedgers;
    private final RecentReplyRedelivery lastMoments;
    private final Waits waits;

    /** A loader that reads with one of {@code readers}, and fills what {@code emptyLedgers} makes. */
    public LedgerLoader(
            Supplier<Consumer<byte[], byte[]>> readers,
            Recovery recovery,
            TopicSettings topics,
            Supplier<Ledger> emptyLedgers,
            RecentReplyRedelivery lastMoments,
            Waits waits) {
        this.readers = readers;
        this.recovery = recovery;
        this.topics = topics;
        this.emptyLedgers = emptyLedgers;
        this.lastMoments = lastMoments;
        this.waits = waits;
    }

    /** The loading of {@code queue}, not begun. */
    public LedgerLoad of(TopicPartition queue) {
        return new LedgerLoad(queue, topics.orders(), emptyLedgers.get());
    }

    /**
     * Completes {@code loads}, each as soon as its queue may be decided, or cannot be; it may be tried again. Blocks until all
     * have ended, or are cancelled.
     *
     * @param member who holds the queues, by the group's latest word
     */
    public void run(List<LedgerLoad> loads, Supplier<ConsumerGroupMetadata> member) throws InterruptedException {
        Consumer<byte[], byte[]> reader = null;
        ExecutorService taking = Executors.newFixedThreadPool(
                Math.min(loads.size(), Runtime.getRuntime().availableProcessors()),
                run -> new Thread(run, "seckill-load-take"));
        try (Recovery.Session session = recovery.open();
                Waits.Wait wait = waits.begin("a take-over's connections")) {
            reader = readers.get();
            LoadSession.Tools tools = new LoadSession.Tools(reader, taking, session, wait, lastMoments);
            new LoadSession(tools, topics, member, loads).run();
        } catch (KafkaException e) {
            loads.forEach(load -> load.result().completeExceptionally(e));
        } finally {
            taking.shutdownNow(); // of queues that are not wanted any more something may be left
            if (reader != null) {
                // At once: by default it waits for the fetch that it has sent ahead.
                reader.close(CloseOptions.timeout(Duration.ZERO));
            }
        }
    }
}
