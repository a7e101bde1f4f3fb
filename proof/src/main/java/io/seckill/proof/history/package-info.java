/**
 * What clients did and saw: {@link io.seckill.proof.history.HistoryWriter} writes each {@link
 * io.seckill.proof.history.Line} as it happens, {@link io.seckill.proof.history.History} reads them back and pairs each
 * {@link io.seckill.proof.history.Call} with its answer to an {@link io.seckill.proof.history.Operation}.
 */
@NullMarked
package io.seckill.proof.history;

import org.jspecify.annotations.NullMarked;
