package io.seckill.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Hands the bytes of an HTTP/1 connection to its codec, but for those behind a whole request that is not answered.
 *
 * <p>A decoded request takes many times its bytes, and the codec decodes all that it is given. So it is given a little at a
 * time, and the socket is not read on meanwhile.
 */
final class Http1Feed {
    /** Most requests and their bodies come whole in so many bytes; of the shortest possible ones it is 227. */
    static final int SLICE = 4 << 10;

    private final ChannelHandlerContext context;
    private final ConnectionGuard guard;
    private final Http1Guard requests;
    private @Nullable ByteBuf rest;

    /** Feeds what is behind {@code context}, the connection's first handler. */
    Http1Feed(ChannelHandlerContext context, ConnectionGuard guard, Http1Guard requests) {
        this.context = context;
        this.guard = guard;
        this.requests = requests;
    }

    void read(ByteBuf more) {
        ByteBuf bytes = rest == null ? more : Unpooled.wrappedBuffer(rest, more);
        rest = null;
        while (bytes.readableBytes() > SLICE && isFree()) {
            decode(bytes.readRetainedSlice(SLICE));
        }
        if (!bytes.isReadable() || guard.isClosing()) {
            bytes.release();
        } else if (isFree()) {
            decode(bytes);
        } else {
            rest = bytes;
            context.channel().config().setAutoRead(false); // this ends the loop that reads the socket, too
        }
    }

    private boolean isFree() {
        return !guard.isClosing() && !requests.isBusy();
    }

    private void decode(ByteBuf bytes) {
        requests.read(bytes.readableBytes());
        context.fireChannelRead(bytes);
        requests.hasRead();
    }

    /** Whether something is held back: until then Vert.x may not have the socket read on. */
    boolean holds() {
        return rest != null;
    }

    /** What that takes. */
    long held() {
        return rest == null ? 0 : rest.capacity();
    }

    /** Goes on soon, where nothing is in the way any more: not from within the writing of an answer. */
    void goOn() {
        if (rest != null && !requests.isBusy()) {
            context.executor().execute(this::resume);
        }
    }

    private void resume() {
        ByteBuf next = rest;
        if (next != null && !requests.isBusy()) {
            rest = null;
            read(next);
            if (rest == null) {
                readOn(); // Vert.x may stop it again, when it hears below that this read is complete
            }
            guard.channelReadComplete(context);
        }
    }

    /** Forgets what is held back. */
    void clear() {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }

    /** Has the socket read again. */
    void readOn() {
        if (context.channel().config().isAutoRead()) {
            context.read(); // Vert.x has asked for it meanwhile, in vain
        } else {
            context.channel().config().setAutoRead(true);
        }
    }
}
