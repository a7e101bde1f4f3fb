/**
 * Step 6, decide: who gets a unit. Pure code: no clock, no thread, no Kafka.
 *
 * <p>A {@link io.seckill.backend.decide.Ledger} holds what one queue's commands have come to. It takes a
 * {@link io.seckill.backend.command.LoggedCommand} and returns a {@link io.seckill.backend.decide.Decision}: the result for
 * the asker and, where something changed, the {@link io.seckill.backend.decide.LedgerEntry}s that make the change durable.
 * Fed with its own entries it is rebuilt, and decides a replay as it decided the original.
 *
 * <ul>
 *   <li>Rules: {@code PurchaseRules}; {@code OrderRules} for confirming, cancelling, refunding, showing and listing;
 *       {@code ItemRules} for what operators do.
 *   <li>Orders, as many as the stock: {@code OrderBook} is where they change, and expire as the log's time goes on. It has
 *       an {@code ItemLedger} for each item, whose {@code OrderTable} keeps orders in columns ({@code HoldColumns},
 *       {@code order}).
 *   <li>Items that were deleted: {@code Deletions} forgets their orders in the topic, step by step.
 *   <li>Purchases that won no order: {@code memory} remembers a bounded number of the latest.
 *   <li>Queues that are added: {@link io.seckill.backend.decide.LedgerKeyOwnership} says which items are the queue's;
 *       {@code HandOver} writes what leaves, {@code HandedPages} and {@code Arrivals} keep what comes.
 * </ul>
 */
@NullMarked
package io.seckill.backend.decide;

import org.jspecify.annotations.NullMarked;
