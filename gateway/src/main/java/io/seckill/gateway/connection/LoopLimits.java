package io.seckill.gateway.connection;

import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop may keep waiting: for how long, and how many bytes in all.
 *
 * <p>Past the budget the oldest wait ends first. Whoever acts in good faith has the youngest: a purchase and its answer are
 * held for a moment, those of a peer that stalls on purpose for as long as they may. So the peer that fills the budget
 * empties it. Owned by the event loop.
 */
public final class LoopLimits {
    /** What an unfinished request or unread answer takes beside its bytes. */
    static final long OVERHEAD = 1_024;

    private final long budget;
    private final LongSupplier nanoTime;
    private final int maxBodyBytes;
    private final BiConsumer<HttpServerResponse, Refusal> refuse;
    private final Waits silent;
    private final Waits heads;
    private final Waits bodies;
    private final Waits answers;
    private final Waits behind;
    private final long idleNanos;
    private long held;
    private boolean makingRoom;

    /**
     * Bounds of a loop.
     *
     * @param deadlines by when peers must do their part
     * @param maxBodyBytes of a request, all others are refused
     * @param budget in bytes, for all unfinished heads and bodies, what is behind a request, and unread answers
     * @param refuse answers a request whose body is overdue or has no room
     * @param nanoTime a monotonic clock
     */
    public LoopLimits(
            Deadlines deadlines,
            int maxBodyBytes,
            long budget,
            BiConsumer<HttpServerResponse, Refusal> refuse,
            LongSupplier nanoTime) {
        this.budget = budget;
        this.nanoTime = nanoTime;
        this.maxBodyBytes = maxBodyBytes;
        this.refuse = refuse;
        this.silent = new Waits(this, deadlines.head().toNanos());
        this.heads = new Waits(this, deadlines.head().toNanos());
        this.bodies = new Waits(this, deadlines.body().toNanos());
        this.answers = new Waits(this, deadlines.answer().toNanos());
        this.behind = new Waits(this, Long.MAX_VALUE);
        this.idleNanos = deadlines.answer().toNanos();
    }

    /**
     * By when peers must do their part.
     *
     * @param head from the connection's acceptance, or a later head's first byte, to the head's last
     * @param body from the head to the body's last byte
     * @param answer from an answer to its last byte's departure; an HTTP/2 connection without requests lives as long
     */
    public record Deadlines(Duration head, Duration body, Duration answer) {
        private static final Duration HEAD = Duration.ofSeconds(10);
        private static final Duration BODY = Duration.ofSeconds(10);

        /** Those of a gateway whose connections may be idle for {@code idleTimeout}. */
        public static Deadlines of(Duration idleTimeout) {
            return new Deadlines(HEAD, BODY, idleTimeout);
        }
    }

    /** The budget of each of {@code loops} loops: an eighth of the largest heap over all of them. */
    public static long budget(int loops) {
        return Runtime.getRuntime().maxMemory() / 8 / loops;
    }

    /** Ends what is overdue. To be called every second or so. */
    public void endOverdue() {
        long now = now();
        silent.endOverdue(now);
        heads.endOverdue(now);
        bodies.endOverdue(now);
        answers.endOverdue(now);
    }

    /** Bytes that wait for peers. */
    public long held() {
        return held;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Connections without a whole head yet: they hold nothing, so that nothing is won by ending them early. */
    Waits silent() {
        return silent;
    }

    Waits heads() {
        return heads;
    }

    Waits bodies() {
        return bodies;
    }

    Waits answers() {
        return answers;
    }

    /** What came behind a request that is not answered yet, which may take long in good faith: only the budget ends it. */
    Waits behind() {
        return behind;
    }

    int maxBodyBytes() {
        return maxBodyBytes;
    }

    long idleNanos() {
        return idleNanos;
    }

    void refuse(HttpServerResponse response, Refusal refusal) {
        refuse.accept(response, refusal);
    }

    void hold(long bytes) {
        held += bytes;
        if (held > budget && !makingRoom) {
            makeRoom();
        }
    }

    void free(long bytes) {
        held -= bytes;
    }

    private void makeRoom() {
        // What ends may be answered, and the answer waits in its turn: not a reason to start over from within.
        makingRoom = true;
        try {
            for (Wait oldest = oldest(); oldest != null && held > budget; oldest = oldest()) {
                oldest.end(false);
            }
        } finally {
            makingRoom = false;
        }
    }

    private @Nullable Wait oldest() {
        return older(older(bodies.oldest(), answers.oldest()), older(heads.oldest(), behind.oldest()));
    }

    private static @Nullable Wait older(@Nullable Wait one, @Nullable Wait other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.since() - other.since() <= 0 ? one : other;
    }
}
