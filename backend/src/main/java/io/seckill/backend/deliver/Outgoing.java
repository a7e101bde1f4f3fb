package io.seckill.backend.deliver;

import io.seckill.backend.trace.CommandTrace;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.ResultBatch;
import java.util.Map;

/**
 * A batch for a gateway.
 *
 * @param batch results, how far queues are decided, both, or neither: the last asks for a sign of life
 * @param traced those of its results that are traced, by their index
 * @param takeOver whether its results were decided by another backend, which may have told them too
 * @param again whether it was on its way before, on a stream that broke
 */
record Outgoing(ResultBatch batch, Map<Integer, CommandTrace> traced, boolean takeOver, boolean again) {
    /** Nothing, to be answered. */
    static Outgoing probe() {
        return new Outgoing(ResultBatch.getDefaultInstance(), Map.of(), false, false);
    }

    Outgoing onceMore() {
        return new Outgoing(batch, traced, takeOver, true);
    }

    /** The gateway at {@code address} answers with {@code receipts}. */
    void acknowledged(String address, ReceiptBatch receipts) {
        traced.forEach((index, trace) ->
                trace.delivered(address, receipts.getReceipts(index).name()));
    }

    int results() {
        return batch.getResultsCount();
    }
}
