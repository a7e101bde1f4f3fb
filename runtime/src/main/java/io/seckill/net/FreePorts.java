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
 * TCP ports of one host that nobody listens on, each given once.
 *
 * <p>For who must know a port before the server binds it: Kafka does, and whoever starts a server again where it was.
 * Another process may still take one in between: that loses a start, nothing else. Processes that give out ports side
 * by side do not even meet, where each takes another part of them.
 *
 * <p>Not safe for use by several threads at a time.
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

    private final String host;
    private final PrimitiveIterator.OfInt ports;

    /** Those of {@code host}, for a process that is the only one to ask. */
    public FreePorts(String host, RandomGenerator random) {
        this(host, 0, random);
    }

    /** One {@code part} of them, from 0 to {@link #PARTS} - 1; {@code random} says where to begin. */
    public FreePorts(String host, int part, RandomGenerator random) {
        Check.range("part", part, 0, PARTS - 1);
        int count = (LAST - FIRST + 1) / PARTS;
        int begin = random.nextInt(count);
        this.host = host;
        this.ports = IntStream.range(0, count)
                .map(i -> FIRST + (begin + i) % count * PARTS + part)
                .filter(port -> isFree(host, port))
                .iterator();
    }

    /**
     * One more.
     *
     * @throws SettingsException where no port is left
     */
    public int next() {
        if (!ports.hasNext()) {
            throw new SettingsException("no free port is left between " + FIRST + " and " + LAST + " on " + host);
        }
        return ports.nextInt();
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
