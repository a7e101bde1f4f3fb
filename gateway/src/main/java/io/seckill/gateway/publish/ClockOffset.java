package io.seckill.gateway.publish;

import java.time.InstantSource;

/**
 * How far this machine's clock is off the brokers', as acknowledgements prove. Safe to use from any thread.
 *
 * <p>A broker stamps a record between its departure and its acknowledgement. A stamp outside of these two instants shows a
 * difference of at least so much; one between them shows none.
 */
public final class ClockOffset {
    private final InstantSource clock;
    private volatile long millis;

    /** No difference is known of {@code clock} at first. */
    public ClockOffset(InstantSource clock) {
        this.clock = clock;
    }

    /** Milliseconds by which this clock is ahead, at least; negative where it is behind. */
    public long millis() {
        return millis;
    }

    /** The clock whose difference this is, in milliseconds since the Unix epoch. */
    public long now() {
        return clock.millis();
    }

    /** A record that left at {@code sent}, or later, and is acknowledged now was appended at {@code logged}. */
    public void observe(long sent, long logged) {
        long behind = Math.min(0, clock.millis() - logged);
        long offset = behind < 0 ? behind : Math.max(0, sent - logged);
        if (millis != offset) {
            millis = offset;
        }
    }
}
