/**
 * How every process lives: {@link io.seckill.process.EventLoops} starts its event loops,
 * {@link io.seckill.process.LogSettings} say how it logs, {@link io.seckill.process.Causes} what a log says of a failure,
 * {@link io.seckill.process.RepeatedTrouble} how often, {@link io.seckill.process.BackgroundLines} is a log beside that one,
 * and {@link io.seckill.process.OutOfMemory} ends a process that has no memory left.
 */
@NullMarked
package io.seckill.process;

import org.jspecify.annotations.NullMarked;
