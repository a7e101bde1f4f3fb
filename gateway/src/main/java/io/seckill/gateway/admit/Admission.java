package io.seckill.gateway.admit;

import io.seckill.gateway.pending.RequestDesk;
import io.seckill.gateway.publish.QueueHealth;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import org.jspecify.annotations.Nullable;

/** Decides whether one event loop takes a further request; owned by that loop. */
public final class Admission {
    private final Readiness readiness;
    private final RequestDesk desk;
    private final int capacity;
    private final QueueHealth queue;

    /** Guards {@code desk}, which holds {@code capacity} requests, and {@code queue}. */
    public Admission(Readiness readiness, RequestDesk desk, int capacity, QueueHealth queue) {
        this.readiness = readiness;
        this.desk = desk;
        this.capacity = capacity;
        this.queue = queue;
    }

    /** Why a request is refused now, or null: then the caller must go on to append, as it may be the queue's probe. */
    public @Nullable Refusal refusal() {
        if (readiness.isDraining()) {
            return new Refusal(Code.DRAINING, "nothing was queued; another gateway will take the request");
        }
        if (desk.size() >= capacity) {
            return new Refusal(Code.OVERLOADED, "nothing was queued; " + capacity + " requests are waiting already");
        }
        if (!readiness.isServing() || !queue.mayAppend()) {
            return new Refusal(Code.QUEUE_UNAVAILABLE, "nothing was queued; the broker does not answer");
        }
        return null;
    }
}
