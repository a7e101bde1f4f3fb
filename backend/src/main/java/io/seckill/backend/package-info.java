/**
 * The backend: decides what the gateways put into the queues, and tells them.
 *
 * <p>One command's way, package by package: {@code consume} polls it off its queue, {@code decide} holds it against
 * the ledger, {@code commit} makes the decision and the queue's position durable in one transaction, {@code deliver}
 * brings the result to the gateway that asked. {@code operate} shows all that to an operator. {@code grow}, a command of its
 * own, adds queues, and {@code project}, a process of its own, keeps the ledger as a table.
 * {@link io.seckill.backend.Backend} builds the parts and ends them in the opposite order; the threads are one to
 * consume, one to load ledgers, one to commit, and two event loops.
 */
@NullMarked
package io.seckill.backend;

import org.jspecify.annotations.NullMarked;
