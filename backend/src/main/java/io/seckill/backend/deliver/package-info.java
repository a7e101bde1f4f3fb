/**
 * Step 8, deliver: committed results go back to the gateways that asked.
 *
 * <p>{@link io.seckill.backend.deliver.Deliveries} takes {@link io.seckill.backend.deliver.Reply}s from the committer,
 * hops onto its event loop and sorts them into one {@code Outbox} per gateway address, dialled by the {@code Dialler} only
 * where {@link io.seckill.backend.deliver.AllowedAddresses} has it. An outbox sends its results, each an {@code Outgoing}, in
 * batches on one long-lived {@code GatewayStream}. It keeps a bounded number of them in flight, sends those once more whose
 * stream broke before their receipts came, and reconnects with a {@code Backoff}. A gateway that is gone or does not read
 * fills its own outbox only; what does not fit is {@code Dropped}. Whatever keeps a gateway's buyers from their answers is
 * said once per address by {@code GatewayWarnings}.
 *
 * <p>On the same stream each gateway hears how far the queues are decided, from {@code Progress} through its own
 * {@code ProgressReport}. All outboxes share a {@code DeliveryContext}: settings, meters and the
 * {@link io.seckill.backend.deliver.Ticker} that tells the time.
 */
@NullMarked
package io.seckill.backend.deliver;

import org.jspecify.annotations.NullMarked;
