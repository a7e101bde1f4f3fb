/**
 * Step 4, publish: a command becomes a record of the request topic.
 *
 * <p>Each event loop has an {@link io.seckill.gateway.publish.CommandRouter}, which knows the queue of each key and holds commands back
 * while their key moves to another queue. {@link io.seckill.gateway.publish.CommandPublisher} appends without ever blocking and tells an
 * {@link io.seckill.gateway.publish.AppendCallback} how it went: appended, certainly not appended, or nobody knows; {@code PromptFlush}
 * has few commands leave at once and lets many gather. The
 * {@link io.seckill.gateway.publish.CircuitBreakers} keeps buyers from waiting for a broker that does not answer.
 */
@NullMarked
package io.seckill.gateway.publish;

import org.jspecify.annotations.NullMarked;
