package io.seckill.e2e.cluster;

import io.seckill.standalone.broker.Ports;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Free ports of loopback, each given once, and out of the range from which brokers pick theirs: two processes that are
 * told the same port would not both start. Test JVMs that run side by side give out different ones.
 */
final class FreePorts {
    /** More than test JVMs will ever run side by side. */
    private static final int FORKS = 8;

    private static final int FORK = Integer.getInteger("seckill.test.fork", 0) % FORKS;

    private final PrimitiveIterator.OfInt ports;

    /** Ports of {@code host}. */
    FreePorts(String host) {
        this.ports = IntStream.range(10_000 + new Random().nextInt(9_000), 20_000)
                .filter(port -> port % FORKS == FORK && Ports.isFree(host, port))
                .iterator();
    }

    /** One more. */
    int next() {
        return ports.nextInt();
    }
}
