/**
 * How every process reaches the cluster, and what it expects of the topics there.
 *
 * <p>{@link io.seckill.kafka.KafkaSettings} says which cluster, {@link io.seckill.kafka.TopicSettings} which names and
 * sizes; {@link io.seckill.kafka.Topics} creates what is missing and refuses what contradicts.
 */
@NullMarked
package io.seckill.kafka;

import org.jspecify.annotations.NullMarked;
