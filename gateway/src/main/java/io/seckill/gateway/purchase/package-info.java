/**
 * A purchase: {@link io.seckill.gateway.purchase.PurchaseHandler} reads the head and the body of a request into a
 * {@code PurchaseForm} (its quantity by {@code QuantityBody}), asks what may refuse it, sends it and answers.
 */
@NullMarked
package io.seckill.gateway.purchase;

import org.jspecify.annotations.NullMarked;
