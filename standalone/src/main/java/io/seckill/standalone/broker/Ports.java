package io.seckill.standalone.broker;

import io.seckill.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Which TCP ports can be listened on.
 *
 * <p>Kafka must know its ports before it binds them, and ends the process where it cannot; so they are tried first.
 * Another process may still take one in between: that loses a start, nothing else.
 */
public final class Ports {
    /**
     * Below what Linux hands to outgoing connections. A port out of that range can be taken by one of them while its
     * server is down, even by a client that keeps dialling the dead server and ends up connected to itself.
     */
    private static final int FIRST = 20_000;

    private static final int COUNT = 10_000;

    private Ports() {}

    /** A port of {@code host} that nobody listens on, looked for from a place that {@code random} picks. */
    public static int free(String host, RandomGenerator random) {
        int start = random.nextInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + (start + i) % COUNT;
            if (isFree(host, port)) {
                return port;
            }
        }
        throw new SettingsException("no free port between " + FIRST + " and " + (FIRST + COUNT - 1) + " on " + host);
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
