/**
 * Step 1, http: requests come in. What every route needs, whatever it serves.
 *
 * <p>{@link io.seckill.gateway.http.FilteredRequests}, {@link io.seckill.gateway.http.InvalidRequests} and
 * {@link io.seckill.gateway.http.LastRequests} stand before the routes; {@link io.seckill.gateway.http.Problems} answers for
 * what no route serves. {@link io.seckill.gateway.http.BodyReader}, {@link io.seckill.gateway.http.Identifiers},
 * {@link io.seckill.gateway.http.Preference} and {@link io.seckill.gateway.http.UserResolver} read a request;
 * {@link io.seckill.gateway.http.Validated} is what they found. {@link io.seckill.gateway.http.CommandSender} sends the
 * command, for which a {@link io.seckill.gateway.http.HttpCall} waits. {@link io.seckill.gateway.http.GatewayContext} is what
 * the event loops share.
 */
@NullMarked
package io.seckill.gateway.http;

import org.jspecify.annotations.NullMarked;
