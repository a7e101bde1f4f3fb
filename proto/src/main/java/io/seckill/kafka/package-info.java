/**
 * The Kafka half of the contract: where the topics are, how they are laid out, which queue a key belongs to.
 *
 * <p>{@link io.seckill.kafka.KafkaSettings} says which cluster, {@link io.seckill.kafka.TopicSettings} which names and
 * sizes; {@link io.seckill.kafka.Topics} creates what is missing and refuses what contradicts;
 * {@link io.seckill.kafka.Queues} maps a key to its queue, the same in every process.
 */
@NullMarked
package io.seckill.kafka;

import org.jspecify.annotations.NullMarked;
