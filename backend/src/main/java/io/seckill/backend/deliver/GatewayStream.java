package io.seckill.backend.deliver;

import io.seckill.process.Causes;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.ResultBatch;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One life of the stream to one gateway: what is in flight on it, and whether more may follow. Owned by the event loop
 * of its outbox; a stream that is broken stays broken and says so once.
 */
final class GatewayStream {
    /** What the owner hears. */
    interface Listener {
        /** {@code receipts} answers {@code sent}; there may be room for more now. */
        void acknowledged(Sent sent, ReceiptBatch receipts);

        /** The transport takes more. */
        void writable();

        /** The stream is over; {@link #inFlight} holds what was not acknowledged. */
        void broken(String cause);
    }

    /**
     * A batch on its way.
     *
     * @param at when it was sent, in milliseconds of the ticker
     */
    record Sent(Outgoing out, long at) {}

    private final GrpcClientRequest<ResultBatch, ReceiptBatch> call;
    private final Listener listener;
    private final int maxInFlight;
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private long lastSent;
    private boolean over;
    private boolean leftInOrder;
    private boolean acknowledged;

    GatewayStream(GrpcClientRequest<ResultBatch, ReceiptBatch> call, int maxInFlight, long now, Listener listener) {
        this.call = call;
        this.maxInFlight = maxInFlight;
        this.lastSent = now;
        this.listener = listener;
    }

    /** Begins to tell the listener, which must know this stream by now. */
    void listen() {
        call.connection().goAwayHandler(goAway -> leftInOrder = goAway.getErrorCode() == 0);
        call.exceptionHandler(failure -> fail(Causes.inOneLine(failure)));
        call.drainHandler(drained -> {
            if (!over) {
                listener.writable();
            }
        });
        call.response().onComplete(this::read, failure -> fail(Causes.inOneLine(failure)));
    }

    private void read(GrpcClientResponse<ResultBatch, ReceiptBatch> response) {
        response.exceptionHandler(failure -> fail(Causes.inOneLine(failure)));
        response.endHandler(end -> fail("the gateway ended the stream, status " + response.status()));
        response.handler(this::receive);
    }

    private void receive(ReceiptBatch receipts) {
        if (over) {
            return;
        }
        Sent sent = inFlight.poll();
        if (sent == null || sent.out().results() != receipts.getReceiptsCount()) {
            if (sent != null) {
                inFlight.addFirst(sent);
            }
            fail("the gateway sent receipts that answer no batch");
            return;
        }
        acknowledged = true;
        listener.acknowledged(sent, receipts);
    }

    /** Whether the gateway has said that it stops. */
    boolean leftInOrder() {
        return leftInOrder;
    }

    /** Whether any batch was acknowledged. */
    boolean acknowledged() {
        return acknowledged;
    }

    /** Whether one more batch may be sent now. */
    boolean open() {
        return !over && inFlight.size() < maxInFlight && !call.writeQueueFull();
    }

    /** Sends {@code out}. */
    void send(Outgoing out, long now) {
        inFlight.add(new Sent(out, now));
        lastSent = now;
        call.write(out.batch()).onFailure(failure -> fail(Causes.inOneLine(failure)));
    }

    /** Whether the oldest batch in flight has waited longer than {@code timeout} milliseconds. */
    boolean overdue(long now, long timeout) {
        Sent oldest = inFlight.peek();
        return oldest != null && now - oldest.at() > timeout;
    }

    /** Whether nothing is in flight and nothing was sent for {@code idle} milliseconds. */
    boolean quiet(long now, long idle) {
        return inFlight.isEmpty() && now - lastSent >= idle;
    }

    boolean busy() {
        return !inFlight.isEmpty();
    }

    /** What was sent and never acknowledged, oldest first. */
    List<Sent> inFlight() {
        return new ArrayList<>(inFlight);
    }

    /** Breaks the stream and its connection, which may be the dead part. */
    void fail(String cause) {
        if (!over) {
            over = true;
            call.connection().close();
            listener.broken(cause);
        }
    }

    /** Ends the stream in peace; nothing may be in flight. */
    void end() {
        over = true;
        call.end().onComplete(ended -> call.connection().shutdown());
    }
}
