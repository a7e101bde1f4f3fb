/**
 * The spans of commands that are traced: what a gateway began in a record's headers goes on here.
 *
 * <p>{@link io.seckill.backend.trace.CommandTracer} opens a {@link io.seckill.backend.trace.CommandTrace} with the decision,
 * which goes with the reply: it ends its first span once that is durable, and its second with the gateway's receipt. What
 * is never committed, or never acknowledged, has no span: it is decided again, or counted as dropped.
 */
@NullMarked
package io.seckill.backend.trace;

import org.jspecify.annotations.NullMarked;
