/**
 * How every process reaches the cluster, and what it expects of the topics there.
 *
 * <p>{@link io.seckill.kafka.KafkaSettings} says which cluster, {@link io.seckill.kafka.TopicSettings} which names and
 * sizes; {@link io.seckill.kafka.Topics} creates what is missing and refuses what contradicts.
 * {@link io.seckill.kafka.BootstrapNames} waits until the cluster has an address, {@link io.seckill.kafka.Refusals} says
 * what its ACLs do not allow.
 *
 * <p>{@link io.seckill.kafka.TopicTail} reads a topic to its end, {@link io.seckill.kafka.TopicFollower} reads on
 * until Vert.x closes. {@link io.seckill.kafka.GroupLagReader} tells how far groups are, each queue's as a
 * {@link io.seckill.kafka.GroupLag}; {@link io.seckill.kafka.OffsetMetadata} is what a backend writes beside an offset.
 */
@NullMarked
package io.seckill.kafka;

import org.jspecify.annotations.NullMarked;
