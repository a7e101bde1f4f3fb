package io.seckill.backend.parallel.lane;

import io.seckill.backend.parallel.window.Window;

/**
 * How a queue stands at this moment.
 *
 * @param position the offset before which every record is decided or aside
 * @param retryPosition the same of its partition of the retry topic, but for "or aside"
 * @param inFlight attempts that run
 * @param holes records not decided that later ones have overtaken
 * @param retries records aside
 * @param firstRetry where the first of those stood in the queue itself; 0 where there are none
 * @param behind whether it waits for other queues to decide what was theirs
 */
public record LaneState(
        long position, long retryPosition, int inFlight, int holes, int retries, long firstRetry, boolean behind) {
    /** The state of a queue with the window {@code fresh} and the retry queue {@code retries}. */
    static LaneState of(Window<Task> fresh, RetryQueue retries, boolean behind) {
        return new LaneState(
                fresh.position(),
                retries.seats().position(),
                fresh.running() + retries.seats().running(),
                fresh.holes(),
                retries.size(),
                retries.firstOrigin(),
                behind);
    }
}
