package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where a test stands still until a future is complete. */
public final class Now {
    private static final long SECONDS = 45;

    private Now() {}

    /** The value of {@code future}, waited for at most 45 s; throws what it failed with. */
    public static <T> T get(Future<T> future) {
        try {
            return future.await(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + SECONDS + " s", e);
        }
    }
}
