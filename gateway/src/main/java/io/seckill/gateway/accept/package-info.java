/**
 * Step 1, accept: HTTP comes in.
 *
 * <p>{@link io.seckill.gateway.accept.LoopVerticle} opens the ports on one event loop and
 * {@link io.seckill.gateway.accept.PublicRoutes} says what is served there. A purchase takes the short way: its headers
 * become a {@link io.seckill.gateway.accept.PurchaseForm}, its body a quantity, and
 * {@link io.seckill.gateway.accept.PurchaseHandler} turns both into a command and a
 * {@link io.seckill.gateway.accept.HttpCall} that waits for the result. Questions about a purchase, and what is asked of an
 * order, go the same way by handlers of their own.
 */
@NullMarked
package io.seckill.gateway.accept;

import org.jspecify.annotations.NullMarked;
