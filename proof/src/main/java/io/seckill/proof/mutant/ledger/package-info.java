/** What a queue's ledger decides, changed: mutants, see {@link io.seckill.proof.mutant.Mutants}. */
@NullMarked
package io.seckill.proof.mutant.ledger;

import org.jspecify.annotations.NullMarked;
