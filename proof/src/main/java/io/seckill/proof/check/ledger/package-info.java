/**
 * Rules over what the store has: its books by themselves, against the queues, and against what others were told of them.
 * {@link io.seckill.proof.check.ledger.LedgerRules} lists them.
 */
@NullMarked
package io.seckill.proof.check.ledger;

import org.jspecify.annotations.NullMarked;
