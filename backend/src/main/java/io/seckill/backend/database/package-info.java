/**
 * How PostgreSQL is reached, for the store and for the projector alike: {@link io.seckill.backend.database.PostgresSettings}
 * say where it is, {@link io.seckill.backend.database.Connecting} turns them into clients,
 * {@link io.seckill.backend.database.Migration} brings tables up to date, and {@link io.seckill.backend.database.Trouble}
 * tells a command's own failure from the database's.
 */
@NullMarked
package io.seckill.backend.database;

import org.jspecify.annotations.NullMarked;
