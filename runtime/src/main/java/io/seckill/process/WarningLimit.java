package io.seckill.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets one logger give each of its warnings once in half a minute.
 *
 * <p>Kafka's clients warn of each attempt to connect, some times a second while a broker is away.
 */
final class WarningLimit extends TurboFilter {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(30).toNanos();

    /** Messages without their arguments, of which a logger has few; past this all of them are forgotten. */
    private static final int MOST_MESSAGES = 200;

    private final String logger;
    private final LongSupplier nanoTime;
    private final Map<String, Long> given = new ConcurrentHashMap<>();

    WarningLimit(String logger, LongSupplier nanoTime) {
        this.logger = logger;
        this.nanoTime = nanoTime;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger from,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        // Without a message it is only asked whether the level is on.
        return format != null && level.equals(Level.WARN) && from.getName().equals(logger) && wasGiven(format)
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }

    private boolean wasGiven(String format) {
        long now = nanoTime.getAsLong();
        if (given.size() >= MOST_MESSAGES) {
            given.clear();
        }
        return given.merge(format, now, (before, next) -> next - before < INTERVAL_NANOS ? before : next) != now;
    }
}
