package io.seckill.gateway.backlog;

/**
 * How a command stands in line now.
 *
 * @param position commands of its queue that are decided before it; 0 when it is next
 * @param estimatedWaitMillis about how long until it is decided, or -1 where the queue's rate is not known
 */
public record BacklogEstimate(long position, long estimatedWaitMillis) {}
