/**
 * The line before each queue: how many commands are ahead of one, and about how long that will take.
 *
 * <p>The append's acknowledgement says where a command stands in its queue ({@link io.seckill.gateway.backlog.LogPosition}), backends say
 * how far each queue is decided, by words on progress and by the results themselves, and {@link io.seckill.gateway.backlog.Backlog}
 * subtracts. {@link io.seckill.gateway.backlog.DrainRate} measures how fast a queue goes, for admission to foretell waits by. Where backends have been silent,
 * {@link io.seckill.gateway.backlog.CommittedOffsetPoller} asks the broker for the group's positions instead.
 */
@NullMarked
package io.seckill.gateway.backlog;

import org.jspecify.annotations.NullMarked;
