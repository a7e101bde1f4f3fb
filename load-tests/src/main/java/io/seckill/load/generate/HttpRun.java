package io.seckill.load.generate;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One load over HTTP, from the first connection to the last answer. Created anywhere; everything after {@link #start}
 * happens on the generator's one event loop, which owns all the fields.
 */
final class HttpRun implements HttpConnection.Owner {
    /** How long the last answers may take once nothing more is sent. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Handshakes under way at once: more would overrun the listener's backlog, and wait a second for a second try. */
    private static final int MAX_DIALLING = 128;

    private static final Duration REDIAL = Duration.ofMillis(100);
    private static final int MAX_FAILED_DIALS_AT_START = 50;

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final Target target;
    private final Load load;
    private final Pace pace;
    private final Driver.Window window;
    private final CompletableFuture<LoadResult> done = new CompletableFuture<>();

    private final Set<HttpConnection> open = new LinkedHashSet<>();
    private final List<HttpConnection> beforeStart = new ArrayList<>();
    private int toDial;
    private int dialling;
    private int failedDials;
    private int inFlight;
    private boolean began;
    private boolean sending;
    private long start;
    private Tally tally;

    /**
     * What is measured, and with which requests.
     *
     * @param success the status that counts as success
     */
    record Target(PurchaseRequests requests, int success) {}

    HttpRun(Bootstrap bootstrap, EventLoop loop, Target target, Load load, Pace pace, Driver.Window window) {
        this.loop = loop;
        this.bootstrap = bootstrap.clone(loop).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpConnection(channel, target.requests(), HttpRun.this));
            }
        });
        this.target = target;
        this.load = load;
        this.pace = pace;
        this.window = window;
        this.tally = new Tally(target.success(), 0);
    }

    /** Completes when the last answer is there, or given up; fails where nobody listens. */
    CompletableFuture<LoadResult> start() {
        loop.execute(() -> {
            toDial = pace.connectionsAtStart();
            dialNext();
        });
        return done;
    }

    long now() {
        return System.nanoTime();
    }

    /** Requests may still be sent in answer to answers. */
    boolean inWindow() {
        return sending;
    }

    /** Connections being opened or about to be. */
    int dialling() {
        return dialling + toDial;
    }

    /** Connections open or being opened. */
    int connections() {
        return open.size() + dialling();
    }

    void at(long nanosFromNow, Runnable action) {
        loop.schedule(action, nanosFromNow, TimeUnit.NANOSECONDS).addListener(ran -> {
            if (!ran.isSuccess()) {
                done.completeExceptionally(ran.cause());
            }
        });
    }

    void send(HttpConnection connection, long intended) {
        inFlight++;
        tally.sent(intended, now());
        connection.send(intended);
    }

    /** A request that was due will have no answer. */
    void lost(long intended) {
        tally.lost(intended, now());
    }

    /** Opens one connection more. */
    void dial() {
        toDial++;
        dialNext();
    }

    private void dialNext() {
        while (toDial > 0 && dialling < MAX_DIALLING) {
            toDial--;
            dialling++;
            bootstrap.connect().addListener((ChannelFuture dialled) -> dialled(dialled.isSuccess()));
        }
    }

    private void dialled(boolean connected) {
        dialling--;
        if (!connected) {
            failedDials++;
            if (!began && failedDials > MAX_FAILED_DIALS_AT_START) {
                done.completeExceptionally(new IllegalStateException("nobody listens there"));
            } else if (!began || sending) {
                at(REDIAL.toNanos(), this::dial);
            }
        }
        dialNext();
    }

    @Override
    public void opened(HttpConnection connection) {
        open.add(connection);
        if (began) {
            pace.free(this, connection);
            return;
        }
        beforeStart.add(connection);
        if (beforeStart.size() == pace.connectionsAtStart()) {
            begin();
        }
    }

    private void begin() {
        window.began();
        began = true;
        sending = true;
        start = now();
        tally = new Tally(target.success(), start);
        at(load.duration().toNanos(), this::endWindow);
        pace.begin(this, start);
        beforeStart.forEach(connection -> pace.free(this, connection));
    }

    private void endWindow() {
        sending = false;
        window.ended();
        tally.endWindow(now() - start);
        at(GRACE.toNanos(), this::giveUp);
        finishIfDone();
    }

    @Override
    public void answered(HttpConnection connection, long intended, ResponseHead answer) {
        inFlight--;
        tally.answered(intended, now(), answer.status(), answer.retryAfter());
        pace.free(this, connection);
        finishIfDone();
    }

    @Override
    public void broken(HttpConnection connection, long intended) {
        inFlight--;
        lost(intended);
        closed(connection);
    }

    @Override
    public void closed(HttpConnection connection) {
        open.remove(connection);
        if (began) {
            pace.closed(this, connection);
            finishIfDone();
        } else if (beforeStart.remove(connection)) {
            dial();
        }
    }

    private void giveUp() {
        pace.abandon(this);
        closeAll();
        finishIfDone();
    }

    private void finishIfDone() {
        if (!sending && inFlight == 0 && pace.isDone() && done.complete(tally.result())) {
            closeAll();
        }
    }

    private void closeAll() {
        List.copyOf(open).forEach(HttpConnection::close);
    }
}
