package io.seckill.gateway.identify;

import io.seckill.gateway.identify.Caller.Stranger;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who may administer. */
@FunctionalInterface
public interface AdminGate {
    /** Tells {@code then} why the sender of {@code request} may not, or null; as {@link Identification#identify} does. */
    void check(HttpServerRequest request, Consumer<@Nullable Stranger> then);
}
