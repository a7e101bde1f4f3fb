/**
 * Adding queues while everything runs: {@code java -jar seckill-backend.jar grow --queues N}.
 *
 * <p>{@link io.seckill.backend.repartition.Repartitioning} drives it from phase to phase; where it stands is in the topic seckill.slots, so whoever
 * dies, it goes on from there. {@link io.seckill.backend.repartition.Partitions} makes room,
 * {@link io.seckill.backend.repartition.Gateways} says who may still send by the old table, {@link io.seckill.backend.repartition.CutoverMarkers} puts seals and
 * awaits into the queues, {@link io.seckill.backend.repartition.DecidingGroup} says which of them the backends have passed. It needs
 * nothing but the topics, and knows no other part of the backend.
 */
@NullMarked
package io.seckill.backend.repartition;

import org.jspecify.annotations.NullMarked;
