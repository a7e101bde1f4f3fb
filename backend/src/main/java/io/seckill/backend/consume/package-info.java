/**
 * Step 5, consume: queues in, decided batches out.
 *
 * <p>One thread, {@code PollLoop}, polls the queues that the group gives it. A queue
 * newly assigned is paused until {@code LedgerLoader} has rebuilt its ledger, by a {@code LoadSession} on a thread of its
 * own: {@link io.seckill.backend.recover} helps it past transactions that are left open, {@code Anchor} says whether ledger
 * and queue belong together, and {@code LastMoments} finds what the former owner may not have told any more.
 * {@code QueueWatch} and {@code Scrub} look from beside whether queues go on. {@code CommandReader} tells commands from poison, {@code BatchMaker} has
 * the ledger decide and collects what must become durable, the statuses of items that {@code StatusBoard} calls due among
 * it, and the batch goes into the pipeline to the committer. {@code HoldWatch}
 * has {@link io.seckill.backend.consume.HoldExpiry} append to a queue whose holds run out unheard.
 * At a seal the ledger hands over what is other queues' now; a queue that meets an
 * await too early stops, and {@code Assignment} has its ledger loaded again until it may go on.
 */
@NullMarked
package io.seckill.backend.consume;

import org.jspecify.annotations.NullMarked;
