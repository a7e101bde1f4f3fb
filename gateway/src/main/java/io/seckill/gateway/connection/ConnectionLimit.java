package io.seckill.gateway.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections may be open at once; shared by all event loops. */
public final class ConnectionLimit {
    private static final Logger log = LoggerFactory.getLogger(ConnectionLimit.class);

    /** Files for Kafka's clients, the backends' streams and, in the standalone process, a broker's logs: a tenth, but at least so many. */
    private static final long LEAST_RESERVE = 512;

    private static final int RESERVED_PART = 10;

    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    private ConnectionLimit(int limit) {
        this.limit = limit;
    }

    /**
     * Lets {@code wished} connections live at once, or as many as this process may have files for: a connection is one, and
     * a process without files loses its broker, or in one process with it, the broker itself.
     */
    public static ConnectionLimit of(int wished) {
        OptionalLong files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
        int limit = within(wished, files);
        if (limit < wished) {
            log.info(
                    "gateway.http.maxConnections is {}, but this process may open {} files: {} connections at most; raise"
                            + " ulimit -n for more",
                    wished,
                    files.orElseThrow(),
                    limit);
        }
        return new ConnectionLimit(limit);
    }

    /** As many of {@code wished} connections as {@code files}, where that is known, leave room for; at least one. */
    static int within(int wished, OptionalLong files) {
        if (files.isEmpty()) {
            return wished;
        }
        long reserve = Math.max(LEAST_RESERVE, files.getAsLong() / RESERVED_PART);
        return (int) Math.max(1, Math.min(wished, files.getAsLong() - reserve));
    }

    /** Takes a place; false, and none taken, where all are. Each place taken is given back by {@link #leave}. */
    boolean enter() {
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        open.decrementAndGet();
    }

    /** Connections open now. */
    public int open() {
        return open.get();
    }
}
