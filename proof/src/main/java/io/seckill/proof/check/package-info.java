/**
 * What must never be: {@link io.seckill.proof.check.Violation}. {@code evidence} has what topics and tables hold at the
 * end of a campaign, {@code model} decides the queues once more by rules of its own, and {@code rules} hold both against
 * what clients saw; {@code rules.Checker} is where a campaign calls.
 */
@NullMarked
package io.seckill.proof.check;

import org.jspecify.annotations.NullMarked;
