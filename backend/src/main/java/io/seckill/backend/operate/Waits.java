package io.seckill.backend.operate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the threads of this process wait for. A wait past two seconds is logged, and again every half a minute; one past
 * five is a reason not to be ready. May be used by any thread.
 */
public final class Waits {
    private static final Logger log = LoggerFactory.getLogger(Waits.class);

    private static final Duration LOG_AFTER = Duration.ofSeconds(2);
    private static final Duration LOG_AGAIN_AFTER = Duration.ofSeconds(30);
    private static final Duration NOT_READY_AFTER = Duration.ofSeconds(5);

    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanos;

    /** Whoever makes it calls {@link #look} several times a second. */
    public Waits(MeterRegistry registry, LongSupplier nanos) {
        this.nanos = nanos;
        Gauge.builder("seckill.wait.seconds", this, Waits::longestSeconds)
                .description("for how long a thread has been waiting for Kafka, the longest wait of now")
                .register(registry);
    }

    /** A wait, which ends when it is closed. Of one thread. */
    public final class Wait implements AutoCloseable {
        private volatile String what; // read by whoever logs
        private final long since;
        private long loggedFor; // by whoever logs only

        private Wait(String what) {
            this.what = what;
            this.since = nanos.getAsLong();
        }

        /** It is waited for still; {@code words} say it better. */
        public void is(String words) {
            what = words;
        }

        private long age() {
            return nanos.getAsLong() - since;
        }

        private void log() {
            long age = age();
            long next = loggedFor == 0 ? LOG_AFTER.toNanos() : loggedFor + LOG_AGAIN_AFTER.toNanos();
            if (age >= next) {
                loggedFor = age;
                log.warn("waiting for {} s: {}", Duration.ofNanos(age).toSeconds(), what);
            }
        }

        @Override
        public void close() {
            waits.remove(this);
        }
    }

    /** Begins to wait for {@code what}. */
    public Wait begin(String what) {
        Wait wait = new Wait(what);
        waits.add(wait);
        return wait;
    }

    /** Runs {@code action}, which waits for {@code what}. */
    public <T> T during(String what, Supplier<T> action) {
        Wait wait = begin(what);
        try {
            return action.get();
        } finally {
            wait.close();
        }
    }

    /** Logs what has lasted. For one thread. */
    public void look() {
        waits.forEach(Wait::log);
    }

    /** What has been waited for so long that this process is not ready. */
    public Optional<String> notReadyReason() {
        return waits.stream()
                .max(Comparator.comparingLong(Wait::age))
                .filter(wait -> wait.age() >= NOT_READY_AFTER.toNanos())
                .map(wait -> "waiting for " + Duration.ofNanos(wait.age()).toSeconds() + " s: " + wait.what);
    }

    private double longestSeconds() {
        return waits.stream().mapToLong(Wait::age).max().orElse(0) / 1e9;
    }
}
