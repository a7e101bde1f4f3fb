package io.seckill.net;

import io.seckill.settings.Check;
import io.seckill.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.PrimitiveIterator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * TCP ports that nobody listens on, each given once.
 *
 * <p>For who must know a port before the server binds it: Kafka does, and whoever starts a server again where it was.
 * Another process may still take one in between: that loses a start, nothing else. Processes that give out ports side
 * by side do not even meet, where each takes another part of them.
 */
public final class FreePorts {
    /** So many processes can give out ports side by side. */
    public static final int PARTS = 8;

    private static final int FIRST = 10_000;

    /**
     * Below what Linux hands to outgoing connections. A port out of that range can be taken by one of them while its
     * server is down, even by a client that keeps dialling the dead server and ends up connected to itself.
     */
    private static final int LAST = 29_999;

    private final PrimitiveIterator.OfInt ports; // guarded by this

    /** For a process that is the only one to ask. */
    public FreePorts(RandomGenerator random) {
        this(0, random);
    }

    /** One {@code part} of them, from 0 to {@link #PARTS} - 1; {@code random} says where to begin. */
    public FreePorts(int part, RandomGenerator random) {
        Check.range("part", part, 0, PARTS - 1);
        int count = (LAST - FIRST + 1) / PARTS;
        int begin = random.nextInt(count);
        this.ports = IntStream.range(0, count)
                .map(i -> FIRST + (begin + i) % count * PARTS + part)
                .iterator();
    }

    /**
     * One more, free at {@code host}.
     *
     * @throws SettingsException where no port is left
     */
    public synchronized int next(String host) {
        while (ports.hasNext()) {
            int port = ports.nextInt();
            if (isFree(host, port)) {
                return port;
            }
        }
        throw new SettingsException("no free port is left between " + FIRST + " and " + LAST + " on " + host);
    }

    /** Whether a server could listen there now. */
    public static boolean isFree(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
