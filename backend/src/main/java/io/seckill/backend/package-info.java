/**
 * The backend: decides what the gateways put into the queues, and tells them.
 *
 * <p>One command's way with the ledger in Kafka, package by package: {@code ledger} polls it off its queue, {@code decide}
 * holds it against the ledger, {@code commit} makes the decision and the queue's position durable in one transaction,
 * {@code event} has the rest of the shop told by the same transaction. {@code deliver} brings the result to the gateway that
 * asked. {@code recovery} rebuilds ledgers at a failover.
 *
 * <p>With PostgreSQL, or a handler of anybody's, {@code parallel} takes the place of the first three: it hands many
 * commands of a queue at once to {@code postgres}, which reaches its server by {@code database}. What both ways need of a
 * command is in {@code command}, what they need of the group in {@code membership}, and the spans
 * of commands that are traced in {@code trace}.
 *
 * <p>{@code operate} shows all that to an operator. A command of its own is {@code repartition}, which adds queues.
 * {@code projection}, a process of its own, keeps the ledger as a table.
 *
 * <p>{@link io.seckill.backend.Backend} builds the parts and ends them in the opposite order. Its {@code Decider} is one of
 * {@code LedgerDecider}, {@code ParallelDecider} and {@code PostgresDecider}.
 */
@NullMarked
package io.seckill.backend;

import org.jspecify.annotations.NullMarked;
