/**
 * Step 3, register: the requests that wait for their result.
 *
 * <p>Each event loop has one {@link io.seckill.gateway.pending.PendingRequests} and nobody else touches it. A
 * {@link io.seckill.gateway.pending.RequestId} says which loop that is, so a result finds its way without a shared map.
 * Whoever removes an entry completes it, and removal happens once: the result, the
 * {@link io.seckill.gateway.pending.TimerWheel}, a refused append, a caller who hung up and the drain all race for
 * it on one thread.
 */
@NullMarked
package io.seckill.gateway.pending;

import org.jspecify.annotations.NullMarked;
