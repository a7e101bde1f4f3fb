/**
 * Beside the request's way: what an operator sees.
 *
 * <p>{@link io.seckill.backend.operate.ManagementServer} serves liveness, readiness and Prometheus metrics on a port
 * of its own, loopback unless configured. Both are asked of the parts at each call; see
 * {@link io.seckill.backend.operate.Health}.
 */
@NullMarked
package io.seckill.backend.operate;

import org.jspecify.annotations.NullMarked;
