package io.seckill.gateway.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own transport, with gates before some listeners.
 *
 * <p>Vert.x tells of a connection only once a request's head is whole. Its transport is asked about each listener before
 * that opens, and may give the listening channel a handler: the one place to see connections when they are accepted.
 */
@SuppressWarnings("deprecation") // a datagram channel takes a type that Netty would have nobody use
public final class GatedTransport implements Transport {
    private final Transport actual;
    private final Map<Integer, AcceptGate> gates;

    private GatedTransport(Transport actual, Map<Integer, AcceptGate> gates) {
        this.actual = actual;
        this.gates = gates;
    }

    /** A transport that puts each of {@code gates} before the listener with its port, as the options of that one say it. */
    public static io.vertx.core.transport.Transport before(Map<Integer, AcceptGate> gates) {
        io.vertx.core.transport.Transport best = io.vertx.core.transport.Transport.nativeTransport();
        io.vertx.core.transport.Transport chosen =
                best != null && best.available() ? best : io.vertx.core.transport.Transport.NIO;
        return new Named(chosen, new GatedTransport(chosen.implementation(), gates));
    }

    private record Named(io.vertx.core.transport.Transport chosen, Transport implementation)
            implements io.vertx.core.transport.Transport {
        @Override
        public String name() {
            return chosen.name();
        }

        @Override
        public boolean available() {
            return chosen.available();
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return chosen.unavailabilityCause();
        }
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        actual.configure(options, domainSocket, bootstrap);
        AcceptGate gate = gates.get(options.getPort());
        if (gate != null) {
            bootstrap.handler(gate);
        }
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        actual.configure(options, connectTimeout, domainSocket, bootstrap);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        actual.configure(channel, options);
    }

    @Override
    public boolean supportsDomainSockets() {
        return actual.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return actual.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return actual.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return actual.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return actual.convert(address);
    }

    @Override
    public io.vertx.core.net.@Nullable SocketAddress convert(SocketAddress address) {
        return actual.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return actual.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return actual.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return actual.datagramChannel();
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return actual.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return actual.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return actual.serverChannelFactory(domainSocket);
    }
}
