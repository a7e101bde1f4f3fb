/**
 * The order within a key, with everything that could upset it: {@link io.seckill.backend.order.KeyOrderTest} has a
 * {@code MoodyHandler} decide, a {@code Crowd} of backends come and go, and {@code Effects} watch.
 */
@NullMarked
package io.seckill.backend.order;

import org.jspecify.annotations.NullMarked;
