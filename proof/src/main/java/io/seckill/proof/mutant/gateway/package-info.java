/** What a gateway knows and says, changed: mutants, see {@link io.seckill.proof.mutant.Mutants}. */
@NullMarked
package io.seckill.proof.mutant.gateway;

import org.jspecify.annotations.NullMarked;
