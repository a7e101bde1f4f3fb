/**
 * Faults planted in the product, to prove that the checker sees them. They never ship.
 *
 * <p>{@link io.seckill.proof.mutant.Mutants} has them all: each is a small class of a package below that says by a {@link
 * io.seckill.proof.mutant.Plant} which method it changes and which promise it breaks. {@link
 * io.seckill.proof.mutant.MutantAgent} plants one in a process. {@link io.seckill.proof.mutant.MutantsMain} is the command that runs campaigns
 * with each of them.
 */
@NullMarked
package io.seckill.proof.mutant;

import org.jspecify.annotations.NullMarked;
