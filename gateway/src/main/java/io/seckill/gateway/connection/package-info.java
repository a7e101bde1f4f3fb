/**
 * What a connection to the public port may cost before and beside its requests.
 *
 * <p>{@link io.seckill.gateway.connection.GatedTransport} puts an {@link io.seckill.gateway.connection.AcceptGate} before
 * the port: each connection is counted when it is accepted and gets a
 * {@link io.seckill.gateway.connection.ConnectionGuard} as its first handler, or under TLS the first behind that, by way of
 * {@link io.seckill.gateway.connection.GuardBehindTls}. The guard leaves the details to
 * {@link io.seckill.gateway.connection.Http1Guard}, whose codec is fed by
 * {@link io.seckill.gateway.connection.Http1Feed}, or {@link io.seckill.gateway.connection.Http2Guard}, and what the peer does not read to
 * {@link io.seckill.gateway.connection.UnreadAnswers}. All of an event
 * loop's guards share its {@link io.seckill.gateway.connection.LoopLimits}: the deadlines of heads, bodies and answers, and
 * one budget for the bytes that wait for a peer.
 */
@NullMarked
package io.seckill.gateway.connection;

import org.jspecify.annotations.NullMarked;
