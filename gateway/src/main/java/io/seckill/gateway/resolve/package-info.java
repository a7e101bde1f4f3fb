/**
 * Step 9, resolve: backends deliver results over gRPC.
 *
 * <p>{@code CallbackLimits} lets in so many connections and calls, and nothing compressed; {@code GrpcCall} ends each call that cannot
 * be served with a status. {@link io.seckill.gateway.resolve.CallbackService} speaks gRPC and nothing else; health and reflection
 * stand beside it.
 * {@link io.seckill.gateway.resolve.ResultRouter} checks epoch and id and takes each result to the event loop that owns
 * its request, a batch per loop and hop.
 */
@NullMarked
package io.seckill.gateway.resolve;

import org.jspecify.annotations.NullMarked;
