/**
 * What every member of the group has in common.
 *
 * <p>{@link io.seckill.backend.membership.Consumers} makes the clients by
 * {@link io.seckill.backend.membership.ConsumerSettings}; {@link io.seckill.backend.membership.OwnerId} names a process and its
 * clients. {@link io.seckill.backend.membership.Heartbeat} says whether the group is there.
 */
@NullMarked
package io.seckill.backend.membership;

import org.jspecify.annotations.NullMarked;
