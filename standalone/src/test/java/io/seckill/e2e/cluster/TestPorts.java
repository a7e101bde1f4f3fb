package io.seckill.e2e.cluster;

import io.seckill.settings.FreePorts;
import java.util.Random;

/**
 * Ports of loopback for servers that tests start, and start again where they were. Test JVMs that run side by side
 * give out different ones.
 */
public final class TestPorts {
    /** Where every test listens. */
    public static final String HOST = "127.0.0.1";

    private static final FreePorts PORTS =
            new FreePorts(HOST, Integer.getInteger("seckill.test.fork", 1) % FreePorts.PARTS, new Random());

    private TestPorts() {}

    /** One that nobody uses, and that no other test is given. */
    public static synchronized int next() {
        return PORTS.next();
    }
}
