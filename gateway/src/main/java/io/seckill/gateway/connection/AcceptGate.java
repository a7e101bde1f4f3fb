package io.seckill.gateway.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections when they are accepted and closes those past the limit before anything of theirs is read.
 *
 * <p>Sits on the listening channel, to which each new connection is a message. Shared by all event loops.
 */
@ChannelHandler.Sharable
public final class AcceptGate extends ChannelInboundHandlerAdapter {
    private final ConnectionLimit limit;
    private final boolean tls;
    private final Map<EventLoop, LoopLimits> loops = new ConcurrentHashMap<>();

    /** Lets in as many connections as {@code limit} says; whether they speak {@code tls} is for their listener to see to. */
    public AcceptGate(ConnectionLimit limit, boolean tls) {
        this.limit = limit;
        this.tls = tls;
    }

    /** Bounds the connections that {@code loop} serves from now on by {@code limits}. */
    public void serve(EventLoop loop, LoopLimits limits) {
        loops.put(loop, limits);
    }

    /** Connections open now. */
    public int open() {
        return limit.open();
    }

    @Nullable
    LoopLimits limitsOf(EventLoop loop) {
        return loops.get(loop);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        Channel connection = (Channel) accepted;
        if (!limit.enter()) {
            // Not yet registered with a loop, so there is no pipeline to go through.
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(closed -> limit.leave());
        connection.pipeline().addLast(tls ? new GuardBehindTls(this) : new ConnectionGuard(this));
        context.fireChannelRead(connection);
    }
}
