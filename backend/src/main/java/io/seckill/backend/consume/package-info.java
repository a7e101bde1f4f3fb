/**
 * Step 5, consume: queues in, decided batches out.
 *
 * <p>One thread, {@code PollLoop}, polls the queues that the group gives it. A queue
 * newly assigned is paused until {@code LedgerLoader}, on a thread of its own, has rebuilt its ledger; {@code DeadOwners}
 * helps it past what a crashed owner left open, {@code ForgottenTransactions} past what the cluster did, and {@code LastMoments} finds what that owner may not have told any more. {@code CommandReader} tells commands from poison, {@code BatchMaker} has
 * the ledger decide and collects what must become durable, the statuses of items that {@code StatusBoard} calls due among
 * it, and the batch goes into the pipeline to the committer. {@code HoldWatch}
 * has {@link io.seckill.backend.consume.HoldExpiry} append to a queue whose holds run out unheard.
 * At a seal the ledger hands over what is other queues' now; a queue that meets an
 * await too early stops, and {@code Assignment} has its ledger loaded again until it may go on.
 */
@NullMarked
package io.seckill.backend.consume;

import org.jspecify.annotations.NullMarked;
