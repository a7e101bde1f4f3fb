package io.seckill.gateway.pending;

import io.seckill.v1.Result;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** An entry of {@link PendingRequests}: the promise of a result, and its deadline. Owned by the map's event loop. */
final class PendingRequest {
    final RequestId id;
    final Promise<Result> promise = Promise.promise();
    final PendingRequests.Waiter waiter;

    /** The wheel's tick at which the wait is over, and the neighbours in its slot; {@link TimerWheel} owns all three. */
    long dueTick;

    @Nullable
    PendingRequest previous;

    @Nullable
    PendingRequest next;

    PendingRequest(RequestId id, PendingRequests.Waiter waiter) {
        this.id = id;
        this.waiter = waiter;
    }
}
