/**
 * Hosts a simulation: {@link io.seckill.load.host.SimulateMain} starts what it needs
 * ({@link io.seckill.load.host.Target}), runs Gatling beside it, and audits afterwards what the buyers were told.
 */
@NullMarked
package io.seckill.load.host;

import org.jspecify.annotations.NullMarked;
