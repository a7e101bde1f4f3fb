/** What operators of any process see: {@link io.seckill.operate.OperatorRoutes} serves health, metrics and positions. */
@NullMarked
package io.seckill.operate;

import org.jspecify.annotations.NullMarked;
