package io.seckill.proof.field;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A TCP proxy between two processes, of which one dials the other. It passes everything until a fault is put on it; a
 * new fault takes the place of the one before, and {@link #pass} ends it. Each call returns when it is in effect.
 *
 * <p>Connections that were forgotten, or that have lost a byte, stay silent also afterwards, until one end closes its
 * side. Kept apart from a real network: who dials a link that loses bytes is still let in, since the kernel does so.
 */
public final class Link implements AutoCloseable, Lane.Faults {
    /** Connections that bear nothing for so long count as idle. */
    public static final Duration IDLE = Duration.ofSeconds(1);

    private final String name;
    private final String address;
    private final List<Integer> ports;
    private final EventLoop loop;
    private final List<Channel> doors = new ArrayList<>(); // guarded by this

    // Of the event loop.
    private final Set<Connection> connections = new HashSet<>();
    private boolean losesThere;
    private boolean losesBack;
    private long delayNanos;
    private int cuts;

    /**
     * Listens at {@code address}.
     *
     * @param name as {@code gateway-0 -> broker-1}
     * @param ports of {@code address}, each for the same port of 127.0.0.1
     * @param loop on which all of it runs
     */
    Link(String name, String address, List<Integer> ports, EventLoop loop) {
        this.name = name;
        this.address = address;
        this.ports = List.copyOf(ports);
        this.loop = loop;
        listen();
    }

    /** As {@code gateway-0 -> broker-1}: who dials, and who is dialled. */
    public String name() {
        return name;
    }

    /** Ends the fault. What was delayed arrives now; what was lost stays lost. */
    public void pass() {
        behave(Duration.ZERO, false, false);
        listen();
    }

    /** Ends all connections by RST; new ones are let in. */
    public void cut() {
        pass();
        cutAll();
    }

    private void cutAll() {
        run(() -> {
            cuts++;
            List.copyOf(connections).forEach(Connection::cut);
        });
    }

    /** Ends all connections by RST, and lets no new ones in. */
    public void refuse() {
        behave(Duration.ZERO, false, false);
        shut(); // first: what came in after the cut would live on
        cutAll();
    }

    /** Everything takes so much longer, each way. */
    public void delay(Duration delay) {
        pass();
        behave(delay, false, false);
    }

    /** What goes in that direction vanishes, also the end of a connection. */
    public void blackhole(Direction direction) {
        pass();
        behave(Duration.ZERO, direction.includes(Direction.THERE), direction.includes(Direction.BACK));
    }

    /**
     * Connections that have been idle for {@link #IDLE} never pass anything again, and neither end is told: as a firewall
     * forgets them. Others pass.
     *
     * @return how many
     */
    public int forgetIdle() {
        pass();
        return loop.submit(() -> {
                    List<Connection> idle = connections.stream()
                            .filter(each -> each.isIdle(IDLE.toNanos()))
                            .toList();
                    idle.forEach(Connection::forget);
                    return idle.size();
                })
                .syncUninterruptibly()
                .getNow();
    }

    /** Ends all connections, and lets no new ones in. */
    @Override
    public void close() {
        refuse();
    }

    @Override
    public boolean loses(Direction direction) {
        return direction == Direction.THERE ? losesThere : losesBack;
    }

    @Override
    public long delayNanos() {
        return delayNanos;
    }

    private void behave(Duration delay, boolean losesThere, boolean losesBack) {
        run(() -> {
            this.losesThere = losesThere;
            this.losesBack = losesBack;
            this.delayNanos = delay.toNanos();
            List.copyOf(connections).forEach(Connection::hurry);
        });
    }

    private void run(Runnable change) {
        loop.submit(change).syncUninterruptibly();
    }

    private synchronized void listen() {
        if (doors.isEmpty()) {
            for (int port : ports) {
                doors.add(new ServerBootstrap()
                        .group(loop, loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childHandler(accepting(port))
                        .bind(address, port)
                        .syncUninterruptibly()
                        .channel());
            }
        }
    }

    private synchronized void shut() {
        doors.forEach(door -> door.close().syncUninterruptibly());
        doors.clear();
    }

    private ChannelInitializer<Channel> accepting(int port) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel near) {
                dial(near, port);
            }
        };
    }

    private void dial(Channel near, int port) {
        Lane there = new Lane(this, Direction.THERE);
        Lane back = new Lane(this, Direction.BACK);
        near.pipeline().addLast(there);
        int begun = cuts;
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(back)
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addListener((ChannelFutureListener) dialled -> {
                    if (dialled.isSuccess() && begun == cuts) {
                        join(new Connection(near, dialled.channel(), there, back));
                    } else {
                        Lane.reset(near);
                        Lane.reset(dialled.channel());
                    }
                });
    }

    private void join(Connection connection) {
        connections.add(connection);
        for (Channel end : List.of(connection.near(), connection.far())) {
            end.closeFuture().addListener(closed -> {
                if (connection.isOver()) {
                    connections.remove(connection);
                }
            });
        }
        connection.join();
    }
}
