package io.seckill.backend.recovery;

import io.seckill.settings.Check;

/**
 * What a backend does for the callers of the one whose queue it takes over.
 *
 * @param redeliver how many of a queue's latest commands are answered again; 0 for none
 */
public record TakeOverSettings(int redeliver) {
    /** Checks the bounds. */
    public TakeOverSettings {
        Check.range("redeliver", redeliver, 0, 100_000);
    }
}
