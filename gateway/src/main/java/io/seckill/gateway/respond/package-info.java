/**
 * Step 10, respond: the one place that turns outcomes into HTTP.
 *
 * <p>{@link io.seckill.gateway.respond.Answers} is the table: for each outcome an
 * {@link io.seckill.gateway.respond.Answer}, with a {@link io.seckill.gateway.respond.Code} where it is a problem. A
 * {@link io.seckill.gateway.respond.Subject} is what an answer is about; {@link io.seckill.gateway.respond.Replies} sends and counts.
 */
@NullMarked
package io.seckill.gateway.respond;

import org.jspecify.annotations.NullMarked;
