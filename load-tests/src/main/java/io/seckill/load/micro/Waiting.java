package io.seckill.load.micro;

import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.pending.PendingRequest;
import io.seckill.gateway.pending.RequestId;
import io.seckill.v1.Result;
import java.util.Collection;

/** A pending request without a caller: one whose wait ends is put into {@code over}. */
final class Waiting extends PendingRequest {
    private final Collection<Waiting> over;

    Waiting(RequestId id, Collection<Waiting> over) {
        super(id);
        this.over = over;
    }

    @Override
    protected void decided(Result result) {}

    @Override
    protected Ending waitOver() {
        over.add(this);
        return Ending.PENDING_ANSWERED;
    }
}
