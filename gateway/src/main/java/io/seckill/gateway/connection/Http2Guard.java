package io.seckill.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one HTTP/2 connection, each a stream.
 *
 * <p>A stream ends without the others: they may be those of other people, behind one proxy. Only where the peer takes
 * nothing at all does the connection end.
 */
final class Http2Guard extends Http2ConnectionAdapter {
    private final ConnectionGuard guard;
    private final LoopLimits limits;
    private final Http2ConnectionHandler handler;
    private final ChannelHandlerContext context;
    private final Http2Connection connection;
    private final Http2Connection.PropertyKey key;
    private final Http2Frames frames = new Http2Frames();

    /** Whether there has been a request. */
    private boolean hasBegun;

    /** When the last answer had gone out, or the last stream had ended. */
    private long progressAt;

    Http2Guard(
            ConnectionGuard guard, LoopLimits limits, Http2ConnectionHandler handler, ChannelHandlerContext context) {
        this.guard = guard;
        this.limits = limits;
        this.handler = handler;
        this.context = context;
        this.connection = handler.connection();
        this.key = connection.newKey();
        this.progressAt = limits.now();
        connection.addListener(this);
    }

    /** One request, from when its body or its answer keeps it waiting. */
    private static final class Exchange {
        final Http2Stream stream;

        @Nullable
        Wait body;

        @Nullable
        Wait answer;

        @Nullable
        HttpServerResponse response;

        long received;
        boolean unwanted;

        Exchange(Http2Stream stream) {
            this.stream = stream;
        }

        void stopBody() {
            if (body != null) {
                body.stop();
            }
        }

        void stopAnswer() {
            if (answer != null) {
                answer.stop();
            }
        }
    }

    void begun(HttpServerRequest request) {
        Http2Stream stream = connection.stream(request.streamId());
        if (stream == null) {
            return;
        }
        HttpServerResponse response = request.response();
        // The answer has a length then; that of a stream of events is what it sends last.
        response.bodyEndHandler(ended -> answered(stream, response));
        Exchange exchange = stream.getProperty(key);
        if (exchange != null) {
            exchange.response = response;
            exchange.unwanted = declared(request) > limits.maxBodyBytes();
        }
    }

    private static long declared(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : length.length() > 18 ? Long.MAX_VALUE : Long.parseLong(length);
    }

    private void answered(Http2Stream stream, HttpServerResponse response) {
        if (connection.stream(stream.id()) != stream) {
            return;
        }
        String length = response.headers().get(HttpHeaders.CONTENT_LENGTH);
        long bytes = LoopLimits.OVERHEAD + (length == null ? 0 : Long.parseLong(length));
        Exchange exchange = exchange(stream);
        long since = limits.now();
        exchange.answer = limits.answers().start(bytes, overdue -> answerEnds(exchange, since, overdue));
    }

    private Exchange exchange(Http2Stream stream) {
        Exchange known = stream.getProperty(key);
        Exchange exchange = known == null ? new Exchange(stream) : known;
        stream.setProperty(key, exchange);
        return exchange;
    }

    void read(ByteBuf bytes) {
        frames.read(bytes);
    }

    void readComplete() {
        if (frames.unfinished() > 0) {
            guard.headIsPartial(frames.unfinished());
        } else if (hasBegun) {
            guard.headIsWhole();
        }
        // A peer that only pings has this called, while the timeout of an idle connection never comes.
        if (connection.numActiveStreams() == 0 && limits.now() - progressAt > limits.idleNanos()) {
            var unused = context.channel().close();
        }
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
        if (!hasBegun) {
            // From the first request on the codec tells Vert.x, and before it this.
            hasBegun = true;
            handler.decoder().frameListener(new BodyBytes());
        }
        if (stream.state() == Http2Stream.State.OPEN) {
            Exchange exchange = exchange(stream);
            exchange.body = limits.bodies().start(LoopLimits.OVERHEAD, overdue -> bodyEnds(exchange, overdue));
        }
    }

    private final class BodyBytes extends Http2FrameListenerDecorator {
        BodyBytes() {
            super(handler.decoder().frameListener());
        }

        @Override
        public int onDataRead(ChannelHandlerContext from, int streamId, ByteBuf data, int padding, boolean ends)
                throws Http2Exception {
            Http2Stream stream = connection.stream(streamId);
            Exchange exchange = stream == null ? null : stream.getProperty(key);
            if (exchange != null) {
                exchange.received += data.readableBytes();
                if (exchange.body != null) {
                    exchange.body.grow(data.readableBytes());
                }
            }
            int consumed = super.onDataRead(from, streamId, data, padding, ends);
            if (exchange != null) {
                endUnwanted(exchange);
            }
            return consumed;
        }
    }

    @Override
    public void onStreamHalfClosed(Http2Stream stream) {
        Exchange exchange = stream.getProperty(key);
        if (exchange == null) {
            return;
        }
        if (stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE) {
            exchange.stopBody();
        } else {
            progressAt = limits.now();
            exchange.stopAnswer();
            // Not from within the codec's writing of the answer.
            context.executor().execute(() -> endUnwanted(exchange));
        }
    }

    /** A request that is answered already and sends more than any may: RFC 9113, 8.1, wants it told so. */
    private void endUnwanted(Exchange exchange) {
        boolean asked = exchange.stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL;
        if (asked && (exchange.unwanted || exchange.received > limits.maxBodyBytes())) {
            reset(exchange.stream, Http2Error.NO_ERROR);
        }
    }

    private void bodyEnds(Exchange exchange, boolean overdue) {
        HttpServerResponse response = exchange.response;
        if (response == null || response.ended() || response.headWritten() || guard.isStuck()) {
            reset(exchange.stream, Http2Error.NO_ERROR);
            return;
        }
        exchange.unwanted = true;
        limits.refuse(response, overdue ? Http1Guard.Refusals.BODY_LATE : Http1Guard.Refusals.NO_ROOM);
    }

    private void answerEnds(Exchange exchange, long since, boolean overdue) {
        boolean nothingMoves = overdue && progressAt - since <= 0;
        if (nothingMoves || guard.isStuck()) {
            guard.drop();
        } else {
            reset(exchange.stream, Http2Error.CANCEL);
        }
    }

    private void reset(Http2Stream stream, Http2Error error) {
        var unused = handler.resetStream(context, stream.id(), error.code(), context.newPromise());
        context.flush();
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        progressAt = limits.now();
        Exchange exchange = stream.getProperty(key);
        if (exchange != null) {
            exchange.stopBody();
            exchange.stopAnswer();
        }
    }
}
