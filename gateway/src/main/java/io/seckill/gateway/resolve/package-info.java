/**
 * Step 9, resolve: backends deliver results over gRPC.
 *
 * <p>{@link io.seckill.gateway.resolve.CallbackService} is the door: it speaks gRPC and nothing else.
 * {@link io.seckill.gateway.resolve.ResultRouter} checks epoch and id and takes each result to the event loop that owns
 * its request, a batch per loop and hop.
 */
@NullMarked
package io.seckill.gateway.resolve;

import org.jspecify.annotations.NullMarked;
