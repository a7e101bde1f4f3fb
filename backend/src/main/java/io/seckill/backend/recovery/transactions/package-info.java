/**
 * What a take-over does about transactions that stand in its way, and how it knows how they ended.
 *
 * <p>{@link io.seckill.backend.recovery.transactions.Recovery} opens the connections of one take-over.
 * {@link io.seckill.backend.recovery.transactions.OpenTransactions} clears partitions: {@code ZombieFencer} fences owners that have left
 * the group, and {@link io.seckill.backend.recovery.transactions.HangingTransactions} ends what the cluster left open. For that
 * {@code TransactionHistory} finds in the coordinators' log how a transaction ended, and {@code Rewriter} writes again
 * what was committed. {@code RawLog} reads what no consumer shows: whose each record is.
 *
 * <p>{@link io.seckill.backend.recovery.transactions.QueueWatch} looks from beside whether each queue that is read goes on, or
 * stands before a {@code Hanging} transaction.
 */
@NullMarked
package io.seckill.backend.recovery.transactions;

import org.jspecify.annotations.NullMarked;
