/**
 * What a load costs: processor time and memory of each process, and how much of the machine others took meanwhile.
 *
 * <p>{@link io.seckill.load.measure.ProcFs} reads Linux's counters, {@link io.seckill.load.measure.CpuTimes} is one
 * reading of the machine's, {@link io.seckill.load.measure.PauseLogs} reads what JVMs log of their safepoints, and
 * {@link io.seckill.load.measure.Meter} turns two readings around a load into a
 * {@link io.seckill.load.measure.Cost}. {@link io.seckill.load.measure.Steadiness} says when a warm-up may end.
 */
@NullMarked
package io.seckill.load.measure;

import org.jspecify.annotations.NullMarked;
