package io.seckill.gateway.publish;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.Producer;

/**
 * Has what little there is leave at once, from a producer that lingers.
 *
 * <p>Under load a linger makes requests few and large, which saves broker and gateway a good part of their work; a lone buyer
 * it would only keep waiting. So while appends are few, each is followed by {@link Producer#flush}, on a thread of its own
 * because that blocks: what came during one round trip leaves together with the next, as without a linger. While they are
 * many, they gather.
 */
final class PromptFlush implements AutoCloseable {
    /** So many within one linger gather: 1,600 a second by default. Fewer are answered sooner where they do not. */
    private static final int MANY = 8;

    /** While they gather it is seldom looked whether they still are many: the last ones wait for a linger all the same. */
    private static final int LINGERS_PER_LOOK = 4;

    private final Producer<?, ?> producer;
    private final long lingerNanos;
    private final ScheduledThreadPoolExecutor thread;
    private final LongAdder appended = new LongAdder();
    private final AtomicBoolean asked = new AtomicBoolean();

    /** Whether appends gather; written by the thread alone. */
    private volatile boolean gathering;

    // The thread's own: when it last looked, and what it saw.
    private long lookedAt = System.nanoTime();
    private long appendedThen;

    /** For {@code producer}, which lingers for {@code linger}, more than none. */
    PromptFlush(Producer<?, ?> producer, Duration linger) {
        this.producer = producer;
        this.lingerNanos = linger.toNanos();
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread made = new Thread(work, "seckill-flush");
                    made.setDaemon(true);
                    return made;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** To be told of each append, by whoever made it; never blocks. */
    void appended() {
        appended.increment();
        if (!gathering && asked.compareAndSet(false, true)) {
            thread.execute(this::flush);
        }
    }

    private void flush() {
        asked.set(false); // whoever appends from here on asks again
        if (!gathering) {
            look();
        }
        producer.flush();
    }

    private void look() {
        gathering = areMany();
        if (gathering) {
            var unused = thread.schedule(this::look, LINGERS_PER_LOOK * lingerNanos, TimeUnit.NANOSECONDS);
        }
    }

    private boolean areMany() {
        long now = System.nanoTime();
        long since = now - lookedAt;
        if (since < lingerNanos) {
            return gathering;
        }
        long count = appended.sum();
        boolean many = (count - appendedThen) * lingerNanos >= MANY * since;
        lookedAt = now;
        appendedThen = count;
        return many;
    }

    /** Ends its work; what is in the producer stays there, for its own linger at the most. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
