/**
 * The sales that load is put on: {@link io.seckill.load.sale.ItemIds} spreads them over the queues,
 * {@link io.seckill.load.sale.SaleDesk} opens them, and {@link io.seckill.load.sale.Audit} checks afterwards that every
 * buyer was told the truth.
 */
@NullMarked
package io.seckill.load.sale;

import org.jspecify.annotations.NullMarked;
