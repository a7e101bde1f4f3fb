/**
 * The Kafka half of the contract: where the topics are, how they are laid out.
 *
 * <p>{@link io.seckill.kafka.KafkaSettings} says which cluster, {@link io.seckill.kafka.TopicSettings} which names and
 * sizes; {@link io.seckill.kafka.Topics} creates what is missing and refuses what contradicts.
 */
@NullMarked
package io.seckill.kafka;

import org.jspecify.annotations.NullMarked;
