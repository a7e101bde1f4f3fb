/**
 * Beside the request's way: what an operator sees.
 *
 * <p>{@link io.seckill.backend.operate.OperatedProcess} is the shell of a backend and of a projector, around its
 * {@link io.seckill.backend.operate.Work}. Its {@link io.seckill.backend.operate.ManagementServer} serves liveness,
 * readiness and Prometheus metrics on a port of its own, loopback unless configured. Liveness and readiness are asked of
 * the work at each call, and of {@link io.seckill.backend.operate.Waits}.
 * {@link io.seckill.backend.operate.PositionsTable} prints what the command {@code positions} finds.
 */
@NullMarked
package io.seckill.backend.operate;

import org.jspecify.annotations.NullMarked;
