package io.seckill.gateway.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;

/**
 * The first handler of a connection under TLS until its first bytes: then Vert.x has put TLS behind it, and the guard, which
 * has to see what is inside, goes behind that. Whoever is silent until then misses the deadline of the handshake.
 */
final class GuardBehindTls extends ChannelInboundHandlerAdapter {
    private final AcceptGate gate;

    GuardBehindTls(AcceptGate gate) {
        this.gate = gate;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ChannelPipeline pipeline = context.pipeline();
        pipeline.addAfter(pipeline.context(SslHandler.class).name(), null, new ConnectionGuard(gate));
        pipeline.remove(this);
        pipeline.fireChannelRead(message);
    }
}
