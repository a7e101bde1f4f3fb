/**
 * Commands that were given up, in the topic seckill.requests.dlq, and their way back.
 *
 * <p>{@link io.seckill.deadletter.DeadLetters} shows the latest, each a {@link io.seckill.deadletter.Letter}.
 * {@link io.seckill.deadletter.Redrive} sends those of a {@link io.seckill.deadletter.Selection} back into their queues.
 * {@code LetterReader} tells commands from what is none, and {@code SentBack} which letters were sent back:
 * marks beside them say so. {@link io.seckill.deadletter.LetterHeaders} names the headers that backends write.
 */
@NullMarked
package io.seckill.deadletter;

import org.jspecify.annotations.NullMarked;
