/**
 * Operators' lists of orders: {@link io.seckill.gateway.projection.OrdersRoute} answers a page of what
 * {@link io.seckill.gateway.projection.OrdersTable} reads from the projector's database.
 *
 * <p>The gateway reads it itself, and not by way of a projector: operators have one port, on which it is known who may ask.
 */
@NullMarked
package io.seckill.gateway.projection;

import org.jspecify.annotations.NullMarked;
