/**
 * Steps 5 and 6 with the ledger in Kafka: queues in, decided batches out.
 *
 * <p>{@link io.seckill.backend.ledger.Consumption} makes the members of the group. Such a {@code PollLoop} polls the queues
 * that the group assigns; {@code AssignedQueues} says which of them may be decided. A queue newly assigned is
 * paused until {@link io.seckill.backend.recovery} has rebuilt its ledger, and is an {@code OwnedQueue} then.
 * {@code BatchMaker} has the ledger decide and collects what must become durable, with the item statuses that
 * {@code StatusBoard} calls due. The batch goes into the pipeline of {@link io.seckill.backend.commit}. {@code HoldWatch}
 * has holds expire that nobody's command ends; {@code LedgerMeters} count.
 *
 * <p>At a seal the ledger hands over what belongs to other queues. A queue that meets an await too early stops, and is
 * loaded again until it may go on.
 */
@NullMarked
package io.seckill.backend.ledger;

import org.jspecify.annotations.NullMarked;
