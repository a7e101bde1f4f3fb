/**
 * What is asked of orders: {@link io.seckill.gateway.order.OrderHandler} reads an {@code OrderForm}, whose
 * {@code OrderAction} confirms, cancels, refunds or shows one, or an {@code OrderListForm}, which lists a user's own, and
 * sends it. {@link io.seckill.gateway.order.OrderAuthorizer} says who may; {@code RefundBody} reads what a refund says
 * besides.
 */
@NullMarked
package io.seckill.gateway.order;

import org.jspecify.annotations.NullMarked;
