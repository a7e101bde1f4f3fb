/**
 * Step 6, decide: who gets a unit. Pure code: no clock, no thread, no Kafka.
 *
 * <p>A {@link io.seckill.backend.decide.Ledger} holds what one queue's commands have come to: the items and the
 * orders, whose number follows the stock and not the traffic, and in {@code PastPurchases} a bounded number of
 * the latest purchases that won no order. {@code PurchaseRules} has the rules of purchases, {@code OrderRules} those of
 * confirming and cancelling; {@code OrderBook} is where orders change, and expire as the log's time goes on. It takes a
 * {@link io.seckill.backend.command.LoggedCommand} command and returns a {@link io.seckill.backend.decide.Decision}: the
 * result for the asker and, where something changed, the entries, each a {@link io.seckill.backend.decide.LedgerEntry}, that
 * make the change durable; remembered outcomes are handed out by the page, see {@link io.seckill.backend.decide.PageEntry}.
 * {@link io.seckill.backend.decide.LedgerKeyOwnership} says which items are the queue's at all; when queues are added, {@code HandOver} writes
 * what leaves, and {@code HandedPages} and {@code Arrivals} keep what comes. Fed with its own entries it is rebuilt, and decides a replay as it decided the original.
 */
@NullMarked
package io.seckill.backend.decide;

import org.jspecify.annotations.NullMarked;
