/**
 * Step 7, commit: decisions become durable, and only then known.
 *
 * <p>The consuming thread puts each {@link io.seckill.backend.commit.Batch} into the
 * {@link io.seckill.backend.commit.Pipeline}; the committing thread takes all that waits there and writes it, orders,
 * item statuses, dead letters and consumed positions, in one Kafka transaction. So what arrives while one transaction runs forms the
 * next, and under load batches grow by themselves. After the commit the results go to delivery. When a transaction fails, the pipeline starts a new life:
 * everything decided and not committed is forgotten, and the ledgers that ran ahead are rebuilt.
 */
@NullMarked
package io.seckill.backend.commit;

import org.jspecify.annotations.NullMarked;
