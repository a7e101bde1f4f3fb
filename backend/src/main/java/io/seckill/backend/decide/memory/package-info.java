/**
 * What a ledger remembers of purchases that won no order, in few bytes.
 *
 * <p>{@link io.seckill.backend.decide.memory.PastPurchases} keeps decided and unknown ones apart, each in an
 * {@code OutcomeMemory}: {@code MemoryPage}s as the topic of orders has them, of which the oldest makes way, handed out as
 * {@link io.seckill.backend.decide.memory.PageEntry}. {@link io.seckill.backend.decide.memory.MemorySettings} bounds it.
 * {@code Fingerprints} stand for names. {@link io.seckill.backend.decide.memory.HashIndex} finds pages' outcomes, and the
 * orders too, by its {@code IndexSegment}s. {@link io.seckill.backend.decide.memory.UserChains} are for lists of orders.
 */
@NullMarked
package io.seckill.backend.decide.memory;

import org.jspecify.annotations.NullMarked;
