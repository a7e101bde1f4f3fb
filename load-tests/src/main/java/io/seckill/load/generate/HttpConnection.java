package io.seckill.load.generate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/** One keep-alive connection with at most one request in flight. Everything happens on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and that is heard of
final class HttpConnection extends ByteToMessageDecoder {
    /** Decides what a connection does next. */
    interface Owner {
        void opened(HttpConnection connection);

        void answered(HttpConnection connection, long intended, ResponseHead answer);

        /** The connection is gone, and with it the request that was in flight. */
        void broken(HttpConnection connection, long intended);

        /** The connection is gone, and nothing with it. */
        void closed(HttpConnection connection);
    }

    private final Channel channel;
    private final PurchaseRequests requests;
    private final Owner owner;

    /** Reused: whoever has the answer has had the whole request. */
    private final ByteBuf request;

    private boolean inFlight;
    private long intended;

    HttpConnection(Channel channel, PurchaseRequests requests, Owner owner) {
        this.channel = channel;
        this.requests = requests;
        this.owner = owner;
        this.request = requests.blank(channel.alloc());
    }

    /** Sends the next purchase, which was meant to leave at {@code intendedAt}. */
    void send(long intendedAt) {
        intended = intendedAt;
        inFlight = true;
        requests.fill(request);
        channel.writeAndFlush(request.retainedDuplicate(), channel.voidPromise());
    }

    void close() {
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        owner.opened(this);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        ResponseHead head = ResponseHead.parse(in);
        if (head == null || in.readableBytes() < head.length()) {
            return;
        }
        if (!inFlight) {
            throw new CorruptedFrameException("an answer that nobody asked for");
        }
        in.skipBytes(head.length());
        inFlight = false;
        owner.answered(this, intended, head);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (inFlight) {
            owner.broken(this, intended);
        } else {
            owner.closed(this);
        }
    }

    /** Also called where the connection was never opened. */
    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        request.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
