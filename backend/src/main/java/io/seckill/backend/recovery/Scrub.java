package io.seckill.backend.recovery;

import io.seckill.backend.operate.Waits;
import io.seckill.backend.recovery.transactions.OpenTransactions;
import io.seckill.backend.recovery.transactions.Recovery;
import io.seckill.kafka.Refusals;
import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then, in a backend that lives, for what the cluster left open after an outage: nobody takes over, so
 * nobody else would look. What is found in the items or the positions is closed, and for what is found in the ledger the
 * queues are taken over anew. On a thread of its own.
 */
public final class Scrub implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Scrub.class);

    private static final Duration EVERY = Duration.ofSeconds(15);

    private final Refusals refusals = new Refusals(log);
    private final Recovery recovery;
    private final String owner;
    private final TopicPartition items;
    private final String orders;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "seckill-scrub"));
    private final Waits waits;
    private volatile Set<TopicPartition> ledgers = Set.of(); // of the held queues
    private volatile boolean reload; // read and cleared by the consuming thread
    private Waits.@Nullable Wait unsettled; // of the own thread

    /** For the backend {@code owner}. */
    public Scrub(Recovery recovery, String owner, TopicSettings topics, Waits waits) {
        this.recovery = recovery;
        this.owner = owner;
        this.items = new TopicPartition(topics.items(), 0);
        this.orders = topics.orders();
        this.waits = waits;
    }

    /** Begins to look. */
    public void start() {
        var unused =
                thread.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Whether all queues are to be taken over anew; once for each time that it was found.
     *
     * @param owned the queues that this backend decides now: their ledgers are looked at from now on
     */
    public boolean mustReload(Set<TopicPartition> owned) {
        ledgers = owned.stream()
                .map(queue -> new TopicPartition(orders, queue.partition()))
                .collect(Collectors.toUnmodifiableSet());
        boolean found = reload;
        reload = false;
        return found;
    }

    private void look() {
        try (Recovery.Session session = recovery.open()) {
            look(session.open());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) { // those who read it say that the cluster is away
            refusals.failed("what is open in the ledger is not known", e);
        } catch (RuntimeException e) {
            log.error("what is open in the ledger is not known", e); // thrown on, it would be the last look
        }
    }

    private void look(OpenTransactions open) throws InterruptedException {
        OpenTransactions.Found inItems = open.look(List.of(items));
        OpenTransactions.Found inPositions = positions(open);
        OpenTransactions.Found inLedger = open.look(ledgers);
        List<String> found = Stream.of(inItems, inPositions, inLedger)
                .flatMap(each -> each.reasons().stream())
                .distinct()
                .toList();
        tell(String.join("; ", found));
        boolean own = inItems.owners().contains(owner);
        if (inItems.settled() > 0) {
            open.clearItems(items);
        }
        if (own) {
            open.clearOwnItems(items, owner);
        }
        if (inPositions.settled() > 0) {
            // Whosever: a take-over of our queues need not come past another backend's. Owners decide on from their
            // memory.
            open.clearPositions();
        }
        reload |= own || inLedger.settled() > 0;
    }

    /** Many clusters let nobody read what is their own; the rest can be looked at all the same. */
    private OpenTransactions.Found positions(OpenTransactions open) throws InterruptedException {
        try {
            return open.lookAtPositions();
        } catch (KafkaException e) {
            refusals.failed("what is open in the positions of groups is not known", e);
            return new OpenTransactions.Found(0, Set.of(), List.of());
        }
    }

    private void tell(String found) {
        if (unsettled != null && found.isEmpty()) {
            unsettled.close();
            unsettled = null;
        } else if (unsettled != null) {
            unsettled.is(found);
        } else if (!found.isEmpty()) {
            unsettled = waits.begin(found);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
