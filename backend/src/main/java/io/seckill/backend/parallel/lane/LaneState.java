package io.seckill.backend.parallel.lane;

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
        long position, long retryPosition, int inFlight, int holes, int retries, long firstRetry, boolean behind) {}
