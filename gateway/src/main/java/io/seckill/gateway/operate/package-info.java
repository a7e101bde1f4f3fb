/**
 * What operators see and do: {@link io.seckill.gateway.operate.ManagementRoutes} serves health, metrics and the
 * administration of items, with {@code ConsolePage} for people, an {@code AuditLog} of what they did, and the
 * {@code DeadLetterRoute} to commands that were given up;
 * {@link io.seckill.gateway.operate.Meters} says what is measured.
 */
@NullMarked
package io.seckill.gateway.operate;

import org.jspecify.annotations.NullMarked;
