/**
 * The core of the simulator: {@link io.seckill.load.scale.event.EventQueue} is the clock,
 * {@link io.seckill.load.scale.event.Cores} a machine whose threads share its processors, and
 * {@link io.seckill.load.scale.event.Worker} one of these threads. Nothing here knows what is simulated.
 */
@NullMarked
package io.seckill.load.scale.event;

import org.jspecify.annotations.NullMarked;
