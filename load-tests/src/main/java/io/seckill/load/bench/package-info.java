/**
 * The comparing benchmark, in the order in which it happens.
 *
 * <p>{@link io.seckill.load.bench.BenchMain} reads the options into a plan. {@link io.seckill.load.bench.Contenders}
 * starts what is compared. {@link io.seckill.load.bench.Bench} warms each up, then measures all of them in turn, round
 * by round, so that a machine that drifts drifts for all alike.
 */
@NullMarked
package io.seckill.load.bench;

import org.jspecify.annotations.NullMarked;
