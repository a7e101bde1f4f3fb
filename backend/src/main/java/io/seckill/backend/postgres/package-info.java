/**
 * The other store: decisions by PostgreSQL.
 *
 * <p>{@link io.seckill.backend.postgres.PostgresStore} is a {@link io.seckill.backend.parallel.handler.Handler}: the engine
 * hands it many commands at once. It sends each as one pipelined call of a function, which the latest of the {@code V*.sql}
 * beside it defines; purchases that wait for one item share a call ({@code PurchaseBatcher}). The function decides,
 * idempotently by request id, in a transaction of its own. {@link io.seckill.backend.database.Migration} brings the tables
 * up to date before, and {@code StoreConnections} judges what fails. {@link io.seckill.backend.postgres.StatusPublisher}
 * tells gateways what is left, and {@link io.seckill.backend.postgres.StoreHoldWatch} appends to queues whose holds run out
 * unheard. Events for the rest of the shop are written in the same transactions, and
 * {@link io.seckill.backend.postgres.EventRelay} appends them to their topic.
 */
@NullMarked
package io.seckill.backend.postgres;

import org.jspecify.annotations.NullMarked;
