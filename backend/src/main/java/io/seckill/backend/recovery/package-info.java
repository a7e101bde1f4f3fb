/**
 * Failover: a queue's ledger is rebuilt before its new owner decides.
 *
 * <p>{@code LedgerLoader} does that on a thread of its own: each {@link io.seckill.backend.recovery.LedgerLoad} is one queue,
 * and a {@code LoadSession} reads several at once. {@link io.seckill.backend.recovery.transactions} helps it past
 * transactions that are left open. {@code Anchor} and {@code PositionNote} say whether ledger and queue belong together.
 * {@link io.seckill.backend.recovery.RecentReplyRedelivery} finds what the former owner decided last and may not have told.
 * {@link io.seckill.backend.recovery.TakenOver} is the outcome, by {@link io.seckill.backend.recovery.TakeOverSettings}.
 * {@link io.seckill.backend.recovery.Scrub} looks for hanging transactions also while no queue changes hands.
 */
@NullMarked
package io.seckill.backend.recovery;

import org.jspecify.annotations.NullMarked;
