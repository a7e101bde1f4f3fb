/**
 * Parallel consumption: many records of one queue at once, decided by a handler of anybody's.
 *
 * <p>{@link io.seckill.backend.parallel.Engine} makes the members of the group. Each turn of such an {@code EngineLoop} hears
 * from the {@code Mailbox} what has ended, has each {@link io.seckill.backend.parallel.lane.Lane} of the {@code AssignedLanes}
 * hand out what may be tried, commits {@code Positions} and polls. {@code KafkaLanePort} is a lane's way out;
 * {@code TakeOverReader} reads what an earlier owner had copied to the retry topic. An added queue waits until its
 * {@link io.seckill.backend.parallel.Predecessors} have decided what was theirs. {@code EngineMeters} count.
 * {@link io.seckill.backend.parallel.DecisionListener} hears what is decided,
 * {@link io.seckill.backend.parallel.OwnershipListener} by which process.
 *
 * <p>All state belongs to the engine's thread; answers of handlers and producers come to it through the mailbox.
 */
@NullMarked
package io.seckill.backend.parallel;

import org.jspecify.annotations.NullMarked;
