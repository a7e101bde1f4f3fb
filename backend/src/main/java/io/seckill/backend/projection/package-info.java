/**
 * Beside the request's way: the ledger as a table in PostgreSQL, kept by a group of its own.
 *
 * <p>{@link io.seckill.backend.projection.Projector} is the process. Its member of the group, {@code LedgerFollower}, polls
 * {@code seckill.orders} and knows from {@code ProjectedPartitions} where the table is. What came is a
 * {@code ProjectedBatch}: of each order the latest record, by its {@code LogPosition}.
 * {@link io.seckill.backend.projection.Projection} writes it in one transaction with the positions behind it, so each record
 * counts exactly once: the table's position says where to go on, and one that is not what the follower began at says that
 * another has gone on ({@code OvertakenException}). The decided queues know nothing of it.
 */
@NullMarked
package io.seckill.backend.projection;

import org.jspecify.annotations.NullMarked;
