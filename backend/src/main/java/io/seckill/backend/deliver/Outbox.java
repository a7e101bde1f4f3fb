package io.seckill.backend.deliver;

import com.google.protobuf.CodedOutputStream;
import io.seckill.backend.trace.CommandTrace;
import io.seckill.process.Causes;
import io.seckill.v1.Receipt;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.Result;
import io.seckill.v1.ResultBatch;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one gateway, and the link on which it leaves.
 *
 * <p>Owned by one event loop: every method runs on it. The queue is bounded, past the bound the newest result is
 * dropped, because its asker has waited least. A batch whose stream broke goes out once more on the next one, which is
 * safe: a gateway answers a result it has seen with LATE or UNKNOWN. How far the queues are decided rides along.
 */
final class Outbox implements GatewayStream.Listener {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** Below the 256 KiB that gRPC readers here take, with room for the frame. */
    private static final int MAX_BATCH_BYTES = 240 * 1024;

    /** Results of one batch: a few hundred microseconds of the gateway's loop. */
    private static final int MAX_BATCH = 1_000;

    /** Batches that may be unacknowledged: enough to fill the time that a receipt takes from another region. */
    private static final int MAX_IN_FLIGHT_BATCHES = 8;

    /** A batch unacknowledged for so long breaks its stream: no caller of it still waits by default. */
    private static final long RECEIPT_TIMEOUT_MS = 10_000;

    /** An idle stream is probed this often: a gateway closes a connection that is silent for a minute. */
    private static final long KEEP_ALIVE_MS = 15_000;

    /** A gateway not asked for, or not reached, for so long is forgotten: no caller still waits there. */
    private static final long FORGET_AFTER_MS = 60_000;

    private static final long NEVER = Long.MAX_VALUE;

    private enum Link {
        /** Nothing to send, or nothing yet. */
        DOWN,
        DIALLING,
        UP,
        /** Waits before it dials again. */
        RESTING
    }

    private final String name;
    private final SocketAddress address;
    private final Vertx vertx;
    private final Dialler dialler;
    private final int maxQueued;
    private final DeliverMeters meters;
    private final GatewayWarnings warnings;
    private final Backoff backoff;
    private final Ticker ticker;

    private final ProgressReport report;
    private final Deque<Reply> queued = new ArrayDeque<>();
    private final Deque<Reply> takenOver = new ArrayDeque<>(); // goes first: its askers have waited longest
    private final Deque<Outgoing> again = new ArrayDeque<>(); // at most MAX_IN_FLIGHT_BATCHES
    private Link link = Link.DOWN;
    private @Nullable GatewayStream stream; // there while UP
    private long dial; // counts attempts, so that the answer to an abandoned one is known as such
    private long linkSince;
    private long lastWanted;
    private long strandedSince = NEVER; // the first failure since the last receipt
    private boolean reached; // there was a receipt
    private long epoch; // of the latest result, by which the gateway believes what it is told of the queues

    /** An outbox for the gateway that commands call {@code name}, dialled at {@code address}. */
    Outbox(String name, SocketAddress address, DeliveryContext context, Backoff backoff, Progress progress) {
        this.name = name;
        this.address = address;
        this.vertx = context.vertx();
        this.dialler = context.dialler();
        this.maxQueued = context.settings().maxQueuedPerGateway();
        this.meters = context.meters();
        this.warnings = context.warnings();
        this.ticker = context.ticker();
        this.backoff = backoff;
        this.report = new ProgressReport(progress);
        this.lastWanted = ticker.millis();
    }

    /** Queues {@code reply}; {@link #pump} sends. */
    void offer(Reply reply) {
        epoch = reply.result().getGatewayEpoch();
        offer(reply, queued);
    }

    /** Queues {@code reply}, which the former owner of its queue may have delivered; {@link #pump} sends. */
    void offerAgain(Reply reply) {
        offer(reply, takenOver);
    }

    private void offer(Reply reply, Deque<Reply> queue) {
        lastWanted = ticker.millis();
        if (queued.size() + takenOver.size() >= maxQueued) {
            meters.dropped(Dropped.QUEUE_FULL, 1);
            return;
        }
        queue.add(reply);
        meters.queued(1);
    }

    /** Sends what the stream takes now, and dials where there is none. */
    void pump() {
        long now = ticker.millis();
        if (link == Link.DOWN && (pending() || report.due(now))) {
            dial();
        }
        while (stream != null && stream.open() && (pending() || report.due(now))) {
            Outgoing repeated = again.poll();
            if (repeated != null) {
                meters.redelivered(repeated.results());
                stream.send(repeated, now);
            } else {
                boolean first = takenOver.isEmpty();
                stream.send(nextBatch(first ? queued : takenOver, !first, now), now);
            }
        }
    }

    private Outgoing nextBatch(Deque<Reply> source, boolean takeOver, long now) {
        Map<Integer, CommandTrace> traced = Map.of();
        ResultBatch.Builder batch =
                ResultBatch.newBuilder().addAllDecided(report.take(now)).setGatewayEpoch(epoch);
        int bytes = batch.build().getSerializedSize();
        for (Iterator<Reply> next = source.iterator(); next.hasNext() && batch.getResultsCount() < MAX_BATCH; ) {
            Reply reply = next.next();
            Result result = reply.result();
            bytes += CodedOutputStream.computeMessageSize(ResultBatch.RESULTS_FIELD_NUMBER, result);
            if (bytes > MAX_BATCH_BYTES && batch.getResultsCount() > 0) {
                break;
            }
            if (reply.trace() != null) {
                traced = traced.isEmpty() ? new HashMap<>() : traced;
                traced.put(batch.getResultsCount(), reply.trace());
            }
            batch.addResults(result);
            next.remove();
        }
        meters.queued(-batch.getResultsCount());
        return new Outgoing(batch.build(), traced, takeOver, false);
    }

    private void dial() {
        become(Link.DIALLING);
        long attempt = ++dial;
        dialler.dial(address)
                .onComplete(
                        call -> {
                            if (link != Link.DIALLING || attempt != dial) {
                                call.connection().close(); // given up meanwhile
                                return;
                            }
                            become(Link.UP);
                            report.startAnew();
                            GatewayStream opened =
                                    new GatewayStream(call, MAX_IN_FLIGHT_BATCHES, ticker.millis(), this);
                            stream = opened;
                            opened.listen(); // only now: a call that has failed already says so from within
                            pump();
                        },
                        failure -> {
                            if (link == Link.DIALLING && attempt == dial) {
                                unreached(Causes.inOneLine(failure));
                            }
                        });
    }

    private void unreached(String cause) {
        meters.notReached();
        warnings.unreachable(name, cause);
        rest(cause);
    }

    private void rest(String cause) {
        stream = null;
        become(Link.RESTING);
        strandedSince = Math.min(strandedSince, linkSince);
        long wait = backoff.next();
        log.atDebug().addKeyValue("gateway", address).log("no stream: {}; next attempt in {} ms", cause, wait);
        long attempt = ++dial;
        vertx.setTimer(wait, rested -> {
            if (link == Link.RESTING && attempt == dial) {
                become(Link.DOWN);
                pump();
            }
        });
    }

    @Override
    public void acknowledged(GatewayStream.Sent sent, ReceiptBatch receipts) {
        strandedSince = NEVER;
        reached = true;
        backoff.reset();
        warnings.answers(name);
        sent.out().acknowledged(name, receipts);
        for (Receipt receipt : receipts.getReceiptsList()) {
            meters.received(receipt, sent.out().takeOver());
        }
        pump();
    }

    @Override
    public void writable() {
        pump();
    }

    @Override
    public void broken(String cause) {
        if (stream == null) {
            return;
        }
        tellOfTheBreak(stream, cause);
        for (GatewayStream.Sent sent : stream.inFlight()) {
            Outgoing out = sent.out();
            if (out.again()) {
                meters.dropped(Dropped.UNACKNOWLEDGED, out.results());
            } else if (out.results() > 0) {
                again.add(out.onceMore());
            }
        }
        rest(cause);
    }

    private void tellOfTheBreak(GatewayStream last, String cause) {
        meters.broken();
        if (last.leftInOrder()) {
            log.atDebug().addKeyValue("gateway", address).log("the gateway stops: {}", cause);
        } else if (!last.acknowledged()) {
            warnings.unreachable(name, cause);
        } else {
            log.atInfo().addKeyValue("gateway", address).log("the stream broke: {}", cause);
        }
    }

    /**
     * Looks after the link: called about once a second.
     *
     * @return false where this outbox is of no more use and its holder shall {@link #close} it
     */
    boolean tend() {
        long now = ticker.millis();
        if (link == Link.DIALLING && now - linkSince > 2L * Dialler.CONNECT_TIMEOUT_MS) {
            unreached("the connection did not open in time");
        }
        if (stream != null) {
            if (stream.overdue(now, RECEIPT_TIMEOUT_MS)) {
                stream.fail("no receipt in " + RECEIPT_TIMEOUT_MS + " ms");
            } else if (stream.quiet(now, KEEP_ALIVE_MS)) {
                stream.send(Outgoing.probe(), now);
            }
        }
        boolean unwanted = idle() && now - lastWanted > FORGET_AFTER_MS;
        boolean unreachable = strandedSince != NEVER && now - strandedSince > FORGET_AFTER_MS;
        return !unwanted && !unreachable;
    }

    /** Whether this gateway has failed, and never sent a receipt. */
    boolean neverReached() {
        return !reached && strandedSince != NEVER;
    }

    /** When the first failure since the last receipt was, in milliseconds of the ticker. */
    long strandedSince() {
        return strandedSince;
    }

    /** Whether nothing waits and nothing is in flight. */
    boolean idle() {
        return !pending() && (stream == null || !stream.busy());
    }

    /** Drops what is left and lets the link go. */
    void close() {
        int unsent = queued.size() + takenOver.size();
        meters.dropped(
                Dropped.GIVEN_UP,
                unsent + again.stream().mapToInt(Outgoing::results).sum());
        meters.queued(-unsent);
        queued.clear();
        takenOver.clear();
        again.clear();
        GatewayStream last = stream;
        stream = null;
        become(Link.DOWN);
        dial++;
        if (last != null) {
            last.end();
        }
    }

    private boolean pending() {
        return !again.isEmpty() || !takenOver.isEmpty() || !queued.isEmpty();
    }

    private void become(Link next) {
        link = next;
        linkSince = ticker.millis();
    }
}
