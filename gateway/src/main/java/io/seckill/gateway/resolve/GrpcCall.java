package io.seckill.gateway.resolve;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gRPC call, of which every message is answered or the call ended with a status. Owned by the event loop of its connection.
 *
 * <p>Messages are decoded here, since {@code vertx-grpc-server} 5.0.7 leaves a call that it cannot decode open without an answer,
 * unpacks a compressed message to any size, and throws where a call is written to that its peer has cancelled.
 */
final class GrpcCall<Q, A> {
    private static final Logger log = LoggerFactory.getLogger(GrpcCall.class);
    private static final String PLAIN = "identity";

    /** Reads one message. */
    @FunctionalInterface
    interface Reader<Q> {
        Q read(byte[] message) throws InvalidProtocolBufferException;
    }

    private final GrpcServerRequest<Q, A> request;
    private final GrpcServerResponse<Q, A> response;
    private final Reader<Q> reader;
    private final CallMeters meters;
    private Runnable whenOver = () -> {};

    /** Nothing more is read, and nothing written. */
    private boolean over;

    GrpcCall(GrpcServerRequest<Q, A> request, Reader<Q> reader, CallMeters meters) {
        this.request = request;
        this.response = request.response();
        this.reader = reader;
        this.meters = meters;
    }

    /** Runs {@code end} once, when this call is over for whatever reason. */
    GrpcCall<Q, A> whenOver(Runnable end) {
        whenOver = end;
        return this;
    }

    /** Gives each message to {@code taker}, and tells {@code last} when the caller has sent its last one. */
    void read(Handler<Q> taker, Runnable last) {
        request.messageHandler(message -> take(message, taker));
        request.invalidMessageHandler(
                tooLarge -> refuse(GrpcStatus.RESOURCE_EXHAUSTED, "the message is larger than this gateway takes"));
        request.errorHandler(reset -> over());
        request.exceptionHandler(broken -> over());
        // Once the caller has sent its last message, only the response hears of a lost connection.
        response.exceptionHandler(broken -> over());
        request.endHandler(end -> {
            if (!over) {
                last.run();
            }
        });
    }

    /** Takes the one message of a unary call; without one the call is refused. */
    void readOne(Handler<Q> taker) {
        boolean[] taken = {false};
        read(
                message -> {
                    taken[0] = true;
                    taker.handle(message);
                },
                () -> {
                    if (!taken[0]) {
                        refuse(GrpcStatus.INVALID_ARGUMENT, "a message is missing");
                    }
                });
    }

    private void take(GrpcMessage message, Handler<Q> taker) {
        if (over) {
            return;
        }
        if (!message.encoding().equals(PLAIN)) {
            refuse(GrpcStatus.INTERNAL, "a message is marked as compressed, and the call names no encoding");
            return;
        }
        try {
            taker.handle(reader.read(message.payload().getBytes()));
        } catch (InvalidProtocolBufferException e) {
            refuse(GrpcStatus.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("a call could not be served", e);
            refuse(GrpcStatus.INTERNAL, "something broke here");
        }
    }

    /** Whether nothing can be written any more. */
    boolean isOver() {
        return over;
    }

    /** Writes one of many answers. A caller that sends but does not read may not fill this gateway's memory with them. */
    void write(A message) {
        if (over) {
            return;
        }
        try {
            response.write(message);
            if (response.writeQueueFull()) {
                request.pause();
                response.drainHandler(drained -> request.resume());
            }
        } catch (IllegalStateException closed) {
            over();
        }
    }

    /** Writes the last answer. */
    void end(A message) {
        write(message);
        end(GrpcStatus.OK, "");
    }

    /** Ends the call, all being well. */
    void end() {
        end(GrpcStatus.OK, "");
    }

    /** Ends the call with {@code status}, which is counted. */
    void refuse(GrpcStatus status, String message) {
        if (!over) {
            meters.refused(status);
            end(status, message);
        }
    }

    private void end(GrpcStatus status, String message) {
        if (over) {
            return;
        }
        over();
        try {
            response.status(status).statusMessage(message).end();
        } catch (IllegalStateException closed) {
            log.debug("a call was closed by its caller", closed);
        }
    }

    private void over() {
        if (!over) {
            over = true;
            whenOver.run();
        }
    }
}
