package io.seckill.backend.recovery;

import io.seckill.settings.Check;
import java.time.Duration;

/**
 * What a backend does for the callers of the one whose queue it takes over.
 *
 * @param redeliver how many of a queue's latest commands are answered again; 0 for none
 * @param redeliverWithin how old, by the log's time, such a command may be: past it nobody waits any more
 */
public record TakeOverSettings(int redeliver, Duration redeliverWithin) {
    /** Checks the bounds. */
    public TakeOverSettings {
        Check.range("redeliver", redeliver, 0, 100_000);
        Check.range("redeliverWithin", redeliverWithin, Duration.ofSeconds(1), Duration.ofHours(1));
    }
}
