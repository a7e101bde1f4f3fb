/**
 * {@code load-tests/failover}: {@link io.seckill.load.failover.FailoverMain} starts the product with two backends and fills
 * a queue, and {@code Failover} kills the one that decides, again and again.
 */
@NullMarked
package io.seckill.load.failover;

import org.jspecify.annotations.NullMarked;
