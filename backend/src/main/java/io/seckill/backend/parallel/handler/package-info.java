/**
 * What a user of parallel consumption writes and sees.
 *
 * <p>A {@link io.seckill.backend.parallel.handler.Handler} decides an {@link io.seckill.backend.parallel.handler.Attempt}. It
 * fails with {@link io.seckill.backend.parallel.handler.UnavailableException} where it cannot decide anything now, and with
 * {@link io.seckill.backend.parallel.handler.ContendedException} where the next attempt may succeed at once.
 * {@link io.seckill.backend.parallel.handler.Mode} says which order is kept.
 */
@NullMarked
package io.seckill.backend.parallel.handler;

import org.jspecify.annotations.NullMarked;
