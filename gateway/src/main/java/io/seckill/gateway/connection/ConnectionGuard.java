package io.seckill.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first handler of a public connection, or the first behind its TLS: sees each byte of HTTP as it comes and goes. Owned by
 * the connection's event loop.
 *
 * <p>It tells HTTP/1 from HTTP/2 as Vert.x does, and hands over first only the bytes that decide: then Vert.x has built
 * its pipeline for the one or the other, and a handler for it can be put in before any request is read. Under TLS the handshake
 * has decided.
 */
public final class ConnectionGuard extends ChannelDuplexHandler {
    private static final Logger log = LoggerFactory.getLogger(ConnectionGuard.class);
    private static final AttributeKey<ConnectionGuard> KEY = AttributeKey.valueOf(ConnectionGuard.class, "guard");
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String HTTP1_DECODER = "httpDecoder";

    /** For so long what is still sent is read and dropped, or the system would answer it by a reset, and the answer is lost. */
    private static final long LINGER_MILLIS = 1_000;

    private final AcceptGate gate;
    private @Nullable Open open;
    private boolean closing;
    private boolean lingers;

    /** What there is once the connection has a loop. */
    private static final class Open {
        final ChannelHandlerContext context;
        final LoopLimits limits;
        final UnreadAnswers unread;
        int prefaceRead;

        /** What the peer keeps waiting; null while there is nothing. */
        @Nullable
        Wait silent;

        @Nullable
        Wait head;

        @Nullable
        Http1Guard http1;

        @Nullable
        Http2Guard http2;

        @Nullable
        Future<?> closingSoon;

        Open(ChannelHandlerContext context, LoopLimits limits) {
            this.context = context;
            this.limits = limits;
            this.unread = new UnreadAnswers(context, limits, () -> cut(context));
        }
    }

    ConnectionGuard(AcceptGate gate) {
        this.gate = gate;
    }

    /**
     * Hands requests to {@code next}, each after the guard of its connection has been told; one whose answer could not be
     * sent any more ends here.
     */
    public static Handler<HttpServerRequest> before(Handler<HttpServerRequest> next) {
        return request -> {
            ConnectionGuard guard =
                    ((ConnectionBase) request.connection()).channel().attr(KEY).get();
            if (guard == null || guard.begun(request)) {
                next.handle(request);
            }
        };
    }

    private boolean begun(HttpServerRequest request) {
        if (closing || open == null) {
            return false;
        }
        if (open.http2 != null) {
            open.http2.begun(request);
        } else if (open.http1 != null) {
            open.http1.begun(request);
        }
        return true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        LoopLimits limits = gate.limitsOf(context.channel().eventLoop());
        if (limits == null) {
            cut(context);
            return;
        }
        context.channel().attr(KEY).set(this);
        Open opened = new Open(context, limits);
        open = opened;
        opened.silent = limits.silent().start(0, overdue -> headIsLate());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Open ended = open;
        if (ended != null) {
            headIsWhole();
            ended.unread.stop();
            if (ended.closingSoon != null) {
                ended.closingSoon.cancel(false);
            }
            if (ended.http1 != null) {
                ended.http1.closed();
            }
        }
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Open now = open;
        if (closing || now == null) {
            ReferenceCountUtil.release(message);
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        if (now.http1 != null) {
            now.http1.feed().read(bytes);
        } else if (now.http2 != null) {
            now.http2.read(bytes);
            context.fireChannelRead(bytes);
        } else if (context.pipeline().get(HTTP1_DECODER) != null) {
            http1(now, bytes, 0); // agreed upon with TLS
        } else {
            decide(now, bytes);
        }
    }

    /** Reads on in what may be the preface of HTTP/2. */
    private void decide(Open now, ByteBuf bytes) {
        int start = bytes.readerIndex();
        int at = 0;
        while (at < bytes.readableBytes() && now.prefaceRead < PREFACE.length) {
            if (bytes.getByte(start + at++) != PREFACE[now.prefaceRead]) {
                http1(now, bytes, at);
                return;
            }
            now.prefaceRead++;
        }
        if (now.prefaceRead == PREFACE.length) {
            http2(now, bytes, at);
        } else {
            now.context.fireChannelRead(bytes);
        }
    }

    private void http1(Open now, ByteBuf bytes, int decisive) {
        now.context.fireChannelRead(bytes.readRetainedSlice(decisive));
        var decoder = (ByteToMessageDecoder) now.context.pipeline().get(HTTP1_DECODER);
        if (decoder == null) {
            bytes.release(); // HTTP/2 was agreed upon, and this is none, as its codec has just said
            return;
        }
        Http1Guard guard = new Http1Guard(this, now.limits, now.context);
        now.http1 = guard;
        guard.read(now.prefaceRead + decisive);
        decoder.setCumulator(guard::gather);
        now.context.pipeline().addAfter("httpEncoder", "http1Guard", guard);
        channelRead(now.context, bytes);
    }

    private void http2(Open now, ByteBuf bytes, int decisive) {
        now.context.fireChannelRead(bytes.readRetainedSlice(decisive));
        Http2ConnectionHandler handler = now.context.pipeline().get(Http2ConnectionHandler.class);
        now.http2 =
                new Http2Guard(this, now.limits, handler, now.context.pipeline().context(handler));
        channelRead(now.context, bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // First what has been answered goes out.
        context.fireChannelReadComplete();
        Open now = open;
        if (now != null && now.http1 != null) {
            now.http1.readComplete();
        } else if (now != null && now.http2 != null) {
            now.http2.readComplete();
        }
    }

    /** Vert.x has the socket read once it has no request left; but where bytes are held back, they come first. */
    @Override
    public void read(ChannelHandlerContext context) {
        Open now = open;
        if (now == null || now.http1 == null || !now.http1.feed().holds()) {
            context.read();
        }
    }

    boolean isClosing() {
        return closing;
    }

    /** A head has begun and is not whole; {@code bytes} of it are there. */
    void headIsPartial(long bytes) {
        Open now = open;
        if (now != null && now.head != null && now.head.lasts()) {
            now.head.growTo(bytes);
        } else if (now != null) {
            now.head = now.limits.heads().start(bytes, overdue -> headIsLate());
        }
    }

    void headIsWhole() {
        Open now = open;
        if (now != null && now.silent != null) {
            now.silent.stop();
            now.silent = null;
        }
        if (now != null && now.head != null) {
            now.head.stop();
            now.head = null;
        }
    }

    private void headIsLate() {
        Open now = open;
        if (now != null && now.http1 != null && now.http1.mayAnswer()) {
            now.context
                    .writeAndFlush(Unpooled.copiedBuffer(LATE_HEAD, StandardCharsets.UTF_8))
                    .addListener(written -> linger());
        } else if (now != null && now.http2 != null) {
            // By way of the codec, which says goodbye; the other may not be listening.
            var unused = now.context.channel().close();
            closeSoon(now);
        } else if (now != null) {
            cut(now.context);
        }
    }

    private static final String LATE_HEAD = lateHead();

    private static String lateHead() {
        String body = Answers.refused(new Refusal(Code.REQUEST_TIMEOUT, "the request's head did not arrive in time"))
                .body()
                .toString();
        return "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/problem+json\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body;
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        Open now = open;
        if (now != null) {
            now.unread.look();
        }
    }

    /** Whether the peer reads nothing at all. */
    boolean isStuck() {
        return open != null && open.unread.areStuck();
    }

    /** Ends the connection now, whatever waits to be written. */
    void drop() {
        Open now = open;
        if (now != null) {
            closing = true;
            cut(now.context);
        }
    }

    /**
     * Nothing more is read; what has been answered before still goes out. Where the peer {@code stillSends}, as behind what
     * could not be decoded, Vert.x closes at once, and has to wait until the answer has arrived.
     */
    void closeAfterAnswer(boolean stillSends) {
        closing = true;
        lingers = stillSends;
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        Open now = open;
        if (now != null && lingers) {
            closeSoon(now);
            context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        } else {
            var unused = context.close(promise);
        }
    }

    /** Ends the connection once the peer has had the time to read the answer: it may still be sending. */
    void linger() {
        Open now = open;
        if (now != null) {
            closing = true;
            now.context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(allSent -> {
                SslHandler tls = now.context.pipeline().get(SslHandler.class);
                if (tls == null) {
                    endOutput(now);
                } else {
                    tls.closeOutbound().addListener(saidSo -> endOutput(now));
                }
            });
        }
    }

    private static void endOutput(Open now) {
        if (now.context.channel() instanceof DuplexChannel channel && channel.isActive()) {
            var unused = channel.shutdownOutput();
            readOn(now);
            closeSoon(now);
        }
    }

    private static void readOn(Open now) {
        if (now.http1 != null) {
            now.http1.feed().clear();
            now.http1.feed().readOn();
        } else {
            now.context.channel().config().setAutoRead(true);
        }
    }

    /** Closes the socket without asking the other handlers, nor TLS, which would wait until all is written. */
    private static void cut(ChannelHandlerContext context) {
        var unused = context.pipeline().firstContext().close();
    }

    private static void closeSoon(Open now) {
        if (now.closingSoon == null) {
            now.closingSoon =
                    now.context.executor().schedule(() -> cut(now.context), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            // The peer is gone, which is nobody's fault here and can be had thousands of times a second.
            log.debug("a connection broke", cause);
            cut(context);
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
