/**
 * The others in a gateway's warm-up: {@link io.seckill.gateway.warm.RehearsedBuyers} buy over HTTP, and
 * {@link io.seckill.gateway.warm.RehearsedBackend} answers what comes out of the queue.
 */
@NullMarked
package io.seckill.gateway.warm;

import org.jspecify.annotations.NullMarked;
