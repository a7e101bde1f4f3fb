/**
 * The promises as checks that any scenario can run: each {@link io.seckill.e2e.guarantee.Guarantee} holds for every
 * {@link io.seckill.e2e.guarantee.Evidence} or something is broken.
 */
@NullMarked
package io.seckill.e2e.guarantee;

import org.jspecify.annotations.NullMarked;
