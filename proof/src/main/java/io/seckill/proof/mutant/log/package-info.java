/** Commits, take-overs and the order of the log, changed: mutants, see {@link io.seckill.proof.mutant.Mutants}. */
@NullMarked
package io.seckill.proof.mutant.log;

import org.jspecify.annotations.NullMarked;
