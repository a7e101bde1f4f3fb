/**
 * What the messages themselves cannot say, and gateway and backend both hold to.
 *
 * <p>{@link io.seckill.contract.TopicNames} names the topics; {@link io.seckill.contract.Limits} bounds ids, titles, units
 * and holds, and {@link io.seckill.contract.CommandCheck} holds commands against these bounds.
 */
@NullMarked
package io.seckill.contract;

import org.jspecify.annotations.NullMarked;
