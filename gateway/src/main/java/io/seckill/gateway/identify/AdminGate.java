package io.seckill.gateway.identify;

import io.seckill.gateway.identify.Caller.Stranger;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Who may administer. */
@FunctionalInterface
public interface AdminGate {
    /** Why the sender of {@code request} may not, or null. */
    @Nullable
    Stranger refusal(HttpServerRequest request);
}
