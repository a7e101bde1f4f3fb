/**
 * The rules of a sale a second time, written from the contract alone: what each queued command may have been answered.
 * {@link io.seckill.proof.check.model.QueueTables} says which queue decides what, and in which order.
 */
@NullMarked
package io.seckill.proof.check.model;

import org.jspecify.annotations.NullMarked;
