/**
 * Clients whose calls are a function of a seed: {@link io.seckill.proof.client.Shop} is what is sold, a {@code Script}
 * makes the {@code Visit}s of one buyer, and {@code Buyer} and {@code Operator} call through {@code GatewayHttp}, which
 * writes all that is asked and seen into the history. {@code Probes} watch whether each queue serves. {@link
 * io.seckill.proof.client.Clients} starts and stops all of them; they share one event loop.
 */
@NullMarked
package io.seckill.proof.client;

import org.jspecify.annotations.NullMarked;
