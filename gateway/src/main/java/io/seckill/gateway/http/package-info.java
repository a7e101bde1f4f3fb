/**
 * Step 1, http: requests come in. What every route needs, whatever it serves.
 *
 * <p>{@link io.seckill.gateway.http.FilteredRequests}, {@link io.seckill.gateway.http.InvalidRequests} and
 * {@link io.seckill.gateway.http.LastRequests} stand before the routes; {@link io.seckill.gateway.http.Problems} answers for
 * what no route serves. {@link io.seckill.gateway.http.BodyReader}, {@link io.seckill.gateway.http.Identifiers},
 * {@link io.seckill.gateway.http.Preference} and {@link io.seckill.gateway.http.UserResolver} read a request.
 * A {@link io.seckill.gateway.http.Question} is what it asks of the queue; {@link io.seckill.gateway.http.CommandSender} sends
 * it, and an {@link io.seckill.gateway.http.SentCommand} waits for the result. {@link io.seckill.gateway.http.GatewayContext} is what
 * the event loops share. A {@link io.seckill.gateway.http.StaticFile} belongs to a page.
 */
@NullMarked
package io.seckill.gateway.http;

import org.jspecify.annotations.NullMarked;
