/**
 * The installation that a campaign breaks. {@link io.seckill.proof.field.Field} starts what a {@link
 * io.seckill.proof.field.FieldPlan} says: real processes, each a {@link io.seckill.proof.field.Part} that can be killed,
 * stopped or frozen, and between each two that talk a {@link io.seckill.proof.field.Link}, a TCP proxy that can cut,
 * refuse, delay, lose and forget.
 *
 * <p>How a process is led to its own links: {@code Network}. What it is told: {@code Settings} and {@code Brokers}.
 */
@NullMarked
package io.seckill.proof.field;

import org.jspecify.annotations.NullMarked;
