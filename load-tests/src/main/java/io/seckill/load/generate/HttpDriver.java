package io.seckill.load.generate;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends purchases over HTTP/1.1 keep-alive connections from one thread.
 *
 * <p>Straight on Netty, with answers that are hardly parsed: a general client would use as much processor time as the
 * server that it measures, on the same cores.
 */
public final class HttpDriver implements Driver {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final EventLoopGroup group;
    private final Bootstrap bootstrap;
    private final HttpRun.Target target;
    private final int maxConnections;

    /**
     * @param port where the system listens, on the loopback address
     * @param success the status that counts as success
     * @param maxConnections of any open load, whatever it says itself
     */
    public HttpDriver(int port, PurchaseRequests requests, int success, int maxConnections) {
        boolean epoll = Epoll.isAvailable();
        this.group =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.bootstrap = new Bootstrap()
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .remoteAddress("127.0.0.1", port);
        this.target = new HttpRun.Target(requests, success);
        this.maxConnections = maxConnections;
    }

    @Override
    public LoadResult run(Load load, Window window) throws InterruptedException {
        Pace pace = load instanceof Load.Open open
                ? new OpenPace(open.over(Math.min(open.maxConnections(), maxConnections)))
                : new ClosedPace(((Load.Closed) load).connections());
        try {
            return new HttpRun(bootstrap, group.next(), target, load, pace, window)
                    .start()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load could not be run: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
