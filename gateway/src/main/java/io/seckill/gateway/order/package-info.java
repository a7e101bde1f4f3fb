/**
 * What a user asks of an order: {@link io.seckill.gateway.order.OrderHandler} reads an {@code OrderForm}, which
 * confirms, cancels or shows it, and sends it.
 */
@NullMarked
package io.seckill.gateway.order;

import org.jspecify.annotations.NullMarked;
