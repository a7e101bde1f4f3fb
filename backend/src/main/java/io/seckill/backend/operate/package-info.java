/**
 * Beside the request's way: what an operator sees.
 *
 * <p>{@link io.seckill.backend.operate.ManagementServer} serves liveness, readiness and Prometheus metrics on a port
 * of its own, loopback unless configured. Readiness is asked of the parts at each call; see
 * {@link io.seckill.backend.operate.Readiness}.
 */
@NullMarked
package io.seckill.backend.operate;

import org.jspecify.annotations.NullMarked;
