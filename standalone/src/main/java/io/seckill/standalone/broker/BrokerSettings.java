package io.seckill.standalone.broker;

import io.seckill.net.FreePorts;
import io.seckill.process.LogSettings;
import io.seckill.settings.Check;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/**
 * The embedded broker: the section {@code broker}.
 *
 * @param host where it listens; a loopback address, since it asks nobody who they are
 * @param port where it listens; 0 takes a free port
 * @param dataDir folder that keeps its data from one start to the next; empty: a temporary one, deleted at the stop
 * @param properties Kafka broker properties, laid over the broker's own
 * @param log what the whole process logs
 */
public record BrokerSettings(String host, int port, String dataDir, Map<String, String> properties, LogSettings log) {
    /** Checks the bounds. */
    public BrokerSettings {
        if (!loopback(host)) {
            throw new IllegalArgumentException("host must be a loopback address, for this broker trusts everybody who"
                    + " can reach it, but is " + host);
        }
        Check.port("port", port);
        properties = Map.copyOf(properties);
    }

    /** The same with a port that is certain: where it is 0, one of {@code free}. */
    public BrokerSettings withCertainPort(FreePorts free) {
        return port == 0 ? new BrokerSettings(host, free.next(host), dataDir, properties, log) : this;
    }

    /** {@code host:port}, as Kafka writes addresses. */
    public String address() {
        return address(port);
    }

    String address(int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static boolean loopback(String host) {
        try {
            return !host.isBlank() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
