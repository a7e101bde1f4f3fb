package io.seckill.proof.history;

import org.jspecify.annotations.Nullable;

/** One line of a history. All times are nanoseconds since the campaign began, by one monotonic clock. */
public sealed interface Line {
    /** When it was written down. */
    long at();

    /** A client asks; {@link Answered} or {@link Lost} of the same {@code operation} follows, or nothing. */
    record Asked(long at, long operation, int client, int gateway, Call call) implements Line {}

    /**
     * The client has read a whole HTTP answer.
     *
     * @param body the JSON of the answer, or null where it had none
     * @param request the id of the request as the answer's header {@code X-Request-Id} has it; null where there was none,
     *     as where nothing was queued
     */
    record Answered(
            long at,
            long operation,
            int status,
            @Nullable String body,
            @Nullable String request) implements Line {}

    /** The connection ended without an answer, or none came in time: what was asked may have happened, or may yet. */
    record Lost(long at, long operation, String reason) implements Line {}

    /**
     * A fault begins or ends.
     *
     * @param kind as {@code kill}, {@code freeze}, {@code cut}
     * @param target as {@code backend-1} or {@code gateway-0 -> broker-2}
     */
    record Fault(long at, long fault, boolean begins, String kind, String target) implements Line {}

    /**
     * A queue serves: a probe of it that was sent at {@code sent} was decided.
     *
     * @param queue its number, from 0
     */
    record Served(long at, int queue, long sent) implements Line {}

    /** A process had ended in the course of the campaign, though no fault had ended it. */
    record Crashed(long at, String process) implements Line {}

    /** What was run: the first line. */
    record Setup(long at, long seed, String profile, String store, int queues) implements Line {}
}
