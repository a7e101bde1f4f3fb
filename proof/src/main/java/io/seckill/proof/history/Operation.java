package io.seckill.proof.history;

import org.jspecify.annotations.Nullable;

/**
 * A call and what became of it.
 *
 * @param asked when and where it was asked
 * @param answered what the client read; null where the outcome is unknown to it
 * @param end when the client knew or gave up; {@link Long#MAX_VALUE} where it does neither
 */
public record Operation(Line.Asked asked, Line.@Nullable Answered answered, long end) {
    /** What was asked. */
    public Call call() {
        return asked.call();
    }

    /** The status of the answer; 0 without one. */
    public int status() {
        return answered == null ? 0 : answered.status();
    }
}
