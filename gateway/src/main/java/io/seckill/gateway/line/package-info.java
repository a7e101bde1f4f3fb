/**
 * A place in line: how many commands are ahead of one, and about how long that will take.
 *
 * <p>The append's acknowledgement says where a command stands in its queue ({@link io.seckill.gateway.line.Place}), backends say
 * how far each queue is decided, and {@link io.seckill.gateway.line.Line} subtracts. Where backends have been silent,
 * {@link io.seckill.gateway.line.BrokerPositions} asks the broker for the group's positions instead.
 */
@NullMarked
package io.seckill.gateway.line;

import org.jspecify.annotations.NullMarked;
