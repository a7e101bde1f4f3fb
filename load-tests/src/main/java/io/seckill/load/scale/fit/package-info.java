/**
 * From measurements to costs: {@link io.seckill.load.scale.fit.BenchRow} reads what {@code load-tests/bench} measured,
 * {@link io.seckill.load.scale.fit.CostFit} finds the costs with which the model does the same, and
 * {@link io.seckill.load.scale.fit.TrustTable} puts both side by side.
 */
@NullMarked
package io.seckill.load.scale.fit;

import org.jspecify.annotations.NullMarked;
