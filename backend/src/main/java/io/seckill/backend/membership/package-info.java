/**
 * What every member of a group has in common: the deciding backends by the ledger, by the parallel engine, and the
 * projectors.
 *
 * <p>A {@link io.seckill.backend.membership.MemberThread} joins, has the member take its turns, joins anew after a failure,
 * and leaves at the stop. The member's {@link io.seckill.backend.membership.AssignedPartitions} hear of each rebalance.
 * {@link io.seckill.backend.membership.Consumers} makes the clients by
 * {@link io.seckill.backend.membership.ConsumerSettings}; {@link io.seckill.backend.membership.OwnerId} names a process and its
 * clients. {@link io.seckill.backend.membership.Heartbeat} says whether the group is there.
 */
@NullMarked
package io.seckill.backend.membership;

import org.jspecify.annotations.NullMarked;
