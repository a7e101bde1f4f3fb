/**
 * Rules over what clients saw, held against what is left. {@link io.seckill.proof.check.rules.Checker} asks all rules,
 * those of the books among them.
 */
@NullMarked
package io.seckill.proof.check.rules;

import org.jspecify.annotations.NullMarked;
