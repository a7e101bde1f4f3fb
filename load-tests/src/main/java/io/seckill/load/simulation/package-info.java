/**
 * The Gatling simulations, one class each, run by {@code load-tests/simulate NAME}.
 *
 * <p>Gatling makes an instance of a simulation in a process of its own, so a simulation reads what it needs to know from
 * system properties ({@link io.seckill.load.simulation.Brief}) and leaves what its buyers were told
 * ({@link io.seckill.load.simulation.Answers}) in a file for the audit. {@link io.seckill.load.simulation.SaleSimulation}
 * is what they have in common: every virtual user is another buyer who buys once.
 */
@NullMarked
package io.seckill.load.simulation;

import org.jspecify.annotations.NullMarked;
