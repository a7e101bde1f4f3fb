/**
 * The other store: decisions by PostgreSQL, one statement each.
 *
 * <p>{@link io.seckill.backend.postgres.PostgresStore} is a {@link io.seckill.backend.engine.Handler}: the engine hands
 * it many commands at once, it sends each as one pipelined call of a function in {@code V1__sales.sql}, and the
 * function decides, idempotently by request id, in a transaction of its own. {@link io.seckill.backend.postgres.Migrations}
 * brings the tables up to date before.
 */
@NullMarked
package io.seckill.backend.postgres;

import org.jspecify.annotations.NullMarked;
