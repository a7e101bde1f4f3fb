/**
 * What every rule looks at: {@link io.seckill.proof.check.facts.Facts} is a history and its evidence, indexed, {@link
 * io.seckill.proof.check.facts.Exchange} a call with its answer. A {@link io.seckill.proof.check.facts.Rule} tells {@link
 * io.seckill.proof.check.facts.Findings}.
 */
@NullMarked
package io.seckill.proof.check.facts;

import org.jspecify.annotations.NullMarked;
