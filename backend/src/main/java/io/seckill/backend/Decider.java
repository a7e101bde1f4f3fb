package io.seckill.backend;

import io.seckill.backend.operate.Work;
import io.vertx.core.Future;

/** The part of a backend that takes commands off the queues, decides them and makes that durable. */
interface Decider extends Work {
    /** Makes ready what it needs; fails where that is away, and may then be called again. */
    default Future<Void> open() {
        return Future.succeededFuture();
    }
}
