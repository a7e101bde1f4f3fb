/**
 * The gateway as users of Spring would build it, for comparison: {@link io.seckill.load.spring.PurchaseController}
 * appends each purchase to Kafka through a {@code ReplyingKafkaTemplate} and waits without a thread for the record that
 * replies, which a {@link io.seckill.load.spring.SingleReplier} writes.
 *
 * <p>One jar, two processes: the profiles {@code gateway} and {@code replier}. With the profile {@code tuned} as well,
 * the {@link io.seckill.load.spring.BatchReplier} replies, and {@code application-tuned.yaml} counts. The
 * {@link io.seckill.load.spring.Stock} is in memory: no order outlives the replier, no user has a limit, and a purchase
 * that is sent again is sold again.
 */
@NullMarked
package io.seckill.load.spring;

import org.jspecify.annotations.NullMarked;
