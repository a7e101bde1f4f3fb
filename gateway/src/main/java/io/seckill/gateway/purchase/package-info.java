/**
 * A purchase: {@link io.seckill.gateway.purchase.PurchaseHandler} reads the head ({@code PurchaseForm}) and the body
 * ({@code QuantityBody}), asks what may refuse it, and sends a command, for which a {@code PurchaseCall} waits.
 */
@NullMarked
package io.seckill.gateway.purchase;

import org.jspecify.annotations.NullMarked;
