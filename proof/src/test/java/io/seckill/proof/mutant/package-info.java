/** Tests of the mutants, by the product's own classes. */
@NullMarked
package io.seckill.proof.mutant;

import org.jspecify.annotations.NullMarked;
