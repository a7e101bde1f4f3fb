/**
 * Beside the steps: whose request it is, where proxies and pages of other sites stand between.
 *
 * <p>{@link io.seckill.gateway.client.TrustedProxies} know the client behind them,
 * {@link io.seckill.gateway.client.CrossOrigin} answers browsers that ask whether a page may call, and
 * {@link io.seckill.gateway.client.AccessLog} writes down each request.
 */
@NullMarked
package io.seckill.gateway.client;

import org.jspecify.annotations.NullMarked;
