/**
 * Beside the request's way: the ledger as a table in PostgreSQL, kept by a group of its own.
 *
 * <p>{@link io.seckill.backend.projection.LedgerFollower} polls {@code seckill.orders} as a member of a group. What came is a
 * {@link io.seckill.backend.projection.ProjectedBatch}: of each order the latest record, by its
 * {@link io.seckill.backend.projection.LogPosition}. {@link io.seckill.backend.projection.Projection} writes it in one transaction
 * with the positions behind it, so each record counts exactly once: the table's position says where to go on, and one
 * that is not what the follower began at says that another has gone on. The decided queues know nothing of it.
 */
@NullMarked
package io.seckill.backend.projection;

import org.jspecify.annotations.NullMarked;
