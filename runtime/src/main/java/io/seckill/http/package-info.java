/**
 * What every HTTP port of this project has in common, whatever it serves.
 *
 * <p>{@link io.seckill.http.RequestFilter} looks at a request before it is routed: at its head, and, where a port believes
 * whoever reaches it, at the host that was asked for ({@link io.seckill.http.KnownHosts}) and at the page that asks
 * ({@link io.seckill.http.AllowedOrigins}). {@link io.seckill.http.Methods} adds what vertx-web leaves to its users:
 * {@code HEAD} and {@code Allow}. {@link io.seckill.http.ListField} reads header fields that are lists.
 * {@link io.seckill.http.JsonBody} is the one way in which these ports write JSON.
 */
@NullMarked
package io.seckill.http;

import org.jspecify.annotations.NullMarked;
