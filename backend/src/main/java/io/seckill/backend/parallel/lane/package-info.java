/**
 * One queue of parallel consumption: what may be tried now, what is tried, what waits.
 *
 * <p>{@link io.seckill.backend.parallel.lane.Lane} has a {@link io.seckill.backend.parallel.window.Window} of
 * {@link io.seckill.backend.parallel.lane.Task}s, the {@code DispatchQueue} of those that are not tried yet, in order by key
 * ({@code KeyLines}, {@code ReadyQueue}), and the {@code RetryQueue} of those that failed. {@code Call} hands a task to the
 * handler, whose absence {@link io.seckill.backend.parallel.lane.HandlerAvailability} notices. What fails is copied to the
 * retry topic in the form of {@link io.seckill.backend.parallel.lane.RetryRecords} before the position passes it, and is
 * dead-lettered after its last attempt. {@code LaneKeyOwnership} follows seals and awaits.
 *
 * <p>{@link io.seckill.backend.parallel.lane.LanePort} is all that a lane needs of the world, so a test stands in for it.
 * {@link io.seckill.backend.parallel.lane.Lanes} makes lanes, by {@link io.seckill.backend.parallel.lane.EngineSettings} and
 * from what a {@link io.seckill.backend.parallel.lane.TakeOver} found; {@link io.seckill.backend.parallel.lane.LaneState} and
 * {@code LaneMeters} show them.
 */
@NullMarked
package io.seckill.backend.parallel.lane;

import org.jspecify.annotations.NullMarked;
