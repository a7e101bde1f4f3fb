package io.seckill.backend.decide;

import io.seckill.v1.Command;

/**
 * A well-formed command where it stands in the log.
 *
 * @param queue partition of the request topic
 * @param offset its place there
 * @param appendedAt the broker's time of the append, milliseconds since the Unix epoch
 */
public record Recorded(Command command, int queue, long offset, long appendedAt) {}
