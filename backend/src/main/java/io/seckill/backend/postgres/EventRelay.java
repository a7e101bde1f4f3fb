package io.seckill.backend.postgres;

import io.seckill.backend.event.EventRecords;
import io.seckill.backend.operate.Waits;
import io.seckill.backend.parallel.OwnershipListener;
import io.seckill.kafka.TopicSettings;
import io.seckill.process.Causes;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the events that decisions have written in PostgreSQL to their topic, each once: a transactional outbox.
 *
 * <p>Who decides the first queue relays the events of all. A batch that PostgreSQL has numbered is appended in one
 * transaction with its number, which is kept as an offset of a group of its own; PostgreSQL forgets the batch when it hears
 * that number. Whoever takes over uses the same transactional id: that ends what a former one has left open, and fences it. Only
 * then is the number read. So of two that both believe to be in charge, one at a time gets a batch through.
 */
public final class EventRelay implements OwnershipListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventRelay.class);

    private static final int FIRST_QUEUE = 0;

    private static final long LOOK_EVERY_MS = 100;
    private static final int LOOKS_PASSED_OVER = 10; // after a failure
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final PostgresStore store;
    private final EventRecords records;
    private final TopicPartition position;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final Waits waits;
    private final ScheduledExecutorService thread;
    private volatile boolean inCharge; // written by the engine's thread
    private Optional<Link> link = Optional.empty(); // this and below: of the own thread
    private @Nullable Long sent; // the number of the last batch; null: none is known
    private Waits.@Nullable Wait wait; // since when it gets nothing done
    private int passOver; // looks, after a failure

    /** The way to the topic, while no other relay takes over. */
    private record Link(Producer<byte[], byte[]> producer, ConsumerGroupMetadata group) {}

    /**
     * Relays what {@code store} has written.
     *
     * @param producers opens a producer, always with the same transactional id
     * @param readers opens a consumer of the group where the number of the last batch is kept
     */
    public EventRelay(
            PostgresStore store,
            TopicSettings topics,
            Supplier<Producer<byte[], byte[]>> producers,
            Supplier<Consumer<byte[], byte[]>> readers,
            Waits waits) {
        this.store = store;
        this.records = new EventRecords(topics);
        this.position = new TopicPartition(topics.events(), 0);
        this.producers = producers;
        this.readers = readers;
        this.waits = waits;
        this.thread = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread made = new Thread(run, "seckill-events");
            made.setDaemon(true);
            return made;
        });
        var unused = thread.scheduleWithFixedDelay(this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void tookOver(int queue) {
        if (queue == FIRST_QUEUE) {
            inCharge = true;
        }
    }

    @Override
    public void released(int queue) {
        if (queue == FIRST_QUEUE) {
            inCharge = false;
        }
    }

    private void look() {
        try {
            if (!inCharge) {
                rest();
            } else if (passOver > 0) {
                passOver--;
            } else {
                relayAll();
            }
        } catch (Throwable failure) { // whatever it is: what throws is not called again
            passOver = LOOKS_PASSED_OVER;
            if (wait != null) {
                wait.is("events to be relayed: " + Causes.inOneLine(failure));
            } else {
                log.warn("the relay of events did not come to rest", failure);
            }
        }
    }

    private void relayAll() {
        boolean more = true;
        while (more && inCharge) {
            Waits.Wait begun = wait == null ? waits.begin("events to be relayed") : wait;
            wait = begun;
            more = relayNext();
            begun.close();
            wait = null;
        }
    }

    /** Relays a batch. Returns whether there was one. What fails is done again. */
    private boolean relayNext() {
        Link to = link.orElseGet(this::open);
        RowSet<Row> batch = store.nextEvents(sent)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS) // Vert.x has no timers where it has ended
                .join();
        if (batch.size() == 0) {
            return false;
        }
        try {
            append(batch, to);
        } catch (Throwable failure) {
            unlink(); // which ends the transaction, and finds out what became of it
            throw failure;
        }
        return true;
    }

    private void append(RowSet<Row> batch, Link to) {
        long number = batch.iterator().next().getLong("number");
        to.producer().beginTransaction();
        for (Row row : batch) {
            var unused = to.producer().send(records.of(Rows.event(row))); // a failure fails the commit
        }
        to.producer().sendOffsetsToTransaction(Map.of(position, new OffsetAndMetadata(number)), to.group());
        to.producer().commitTransaction();
        sent = number;
    }

    private Link open() {
        Producer<byte[], byte[]> producer = producers.get();
        try (Consumer<byte[], byte[]> reader = readers.get()) {
            producer.initTransactions();
            OffsetAndMetadata found =
                    reader.committed(Set.of(position), TIMEOUT).get(position);
            sent = found == null ? null : found.offset();
            Link opened = new Link(producer, reader.groupMetadata());
            link = Optional.of(opened);
            return opened;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private void rest() {
        unlink();
        if (wait != null) {
            wait.close();
            wait = null;
        }
    }

    private void unlink() {
        Optional<Link> old = link;
        link = Optional.empty(); // before what may fail
        old.ifPresent(opened -> opened.producer().close(Duration.ZERO));
    }

    /** Ends after the batch of this moment; waits for that, for a bounded time. */
    @Override
    public void close() {
        inCharge = false;
        thread.execute(this::rest);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
