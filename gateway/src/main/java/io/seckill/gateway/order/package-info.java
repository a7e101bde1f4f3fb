/**
 * What a user asks of an order: {@link io.seckill.gateway.order.OrderHandler} reads an {@code OrderForm} and sends a command
 * to confirm, cancel or show it, for which an {@code OrderCall} waits.
 */
@NullMarked
package io.seckill.gateway.order;

import org.jspecify.annotations.NullMarked;
