package io.seckill.backend.deliver;

import io.seckill.v1.ResultBatch;

/**
 * A batch for a gateway.
 *
 * @param batch results, how far queues are decided, both, or neither: the last asks for a sign of life
 * @param takeOver whether its results were decided by another backend, which may have told them too
 * @param again whether it was on its way before, on a stream that broke
 */
record Outgoing(ResultBatch batch, boolean takeOver, boolean again) {
    /** Nothing, to be answered. */
    static Outgoing probe() {
        return new Outgoing(ResultBatch.getDefaultInstance(), false, false);
    }

    Outgoing onceMore() {
        return new Outgoing(batch, takeOver, true);
    }

    int results() {
        return batch.getResultsCount();
    }
}
