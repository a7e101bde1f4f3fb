package io.seckill.gateway;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what is wrong for longer than a moment: once when it is noticed, then every half a minute, and when it is
 * over. Owned by one event loop.
 */
final class FaultLog {
    private static final Logger log = LoggerFactory.getLogger(FaultLog.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final long AGAIN_MILLIS = 30_000;

    /** One thing that can be wrong. */
    private static final class Fault {
        private final Supplier<String> reason;
        private final String over;
        private String seen = "";
        private boolean said;
        private long saidAt;

        private Fault(Supplier<String> reason, String over) {
            this.reason = reason;
            this.over = over;
        }

        private void look(long now) {
            String before = seen;
            seen = reason.get();
            if (seen.isEmpty()) {
                if (said) {
                    log.info("{}", over);
                }
                said = false;
            } else if (!before.isEmpty() && (!said || now - saidAt >= AGAIN_MILLIS)) {
                log.warn("{}", seen);
                said = true;
                saidAt = now;
            }
        }
    }

    private final LongSupplier monotonicMillis;
    private final List<Fault> faults = new ArrayList<>();

    FaultLog(LongSupplier monotonicMillis) {
        this.monotonicMillis = monotonicMillis;
    }

    /** Adds what is wrong while {@code reason} is not empty; {@code over} says that it no longer is. */
    FaultLog add(Supplier<String> reason, String over) {
        faults.add(new Fault(reason, over));
        return this;
    }

    /** Looks from now on; ends with {@code vertx}. */
    void start(Vertx vertx) {
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
    }

    /** What is wrong at two looks in a row is said. */
    void look() {
        long now = monotonicMillis.getAsLong();
        faults.forEach(fault -> fault.look(now));
    }
}
