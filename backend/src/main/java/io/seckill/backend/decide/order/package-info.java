/**
 * An order in few bytes: {@link io.seckill.backend.decide.order.OrderName} packs what names it and its user,
 * {@link io.seckill.backend.decide.order.StoredOrder} is all of it, and {@link io.seckill.backend.decide.order.OrderReader}
 * reads it from the ledger's topic.
 */
@NullMarked
package io.seckill.backend.decide.order;

import org.jspecify.annotations.NullMarked;
