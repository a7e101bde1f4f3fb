/**
 * What the rest of the shop is told: events of orders and items, on a topic of their own, in the transaction that decides.
 *
 * <ul>
 *   <li>{@link io.seckill.backend.event.SaleEvents} makes, for each queue that is taken over, its
 *       {@link io.seckill.backend.event.QueueEvents}: {@code ToldEvents}, or none where they are switched off.
 *   <li>{@code ToldEvents} keeps an {@code ItemBook} of each item: what was told of it, and in which {@code SaleState}.
 *   <li>{@link io.seckill.backend.event.EventRecords} writes an event of an {@code EventType} as a CloudEvent in Kafka's
 *       binary mode, also one that PostgreSQL has decided: a {@link io.seckill.backend.event.StoredEvent}.
 *   <li>{@link io.seckill.backend.event.EventSettings} switches them on.
 * </ul>
 */
@NullMarked
package io.seckill.backend.event;

import org.jspecify.annotations.NullMarked;
