package io.seckill.gateway.http;

import io.seckill.gateway.respond.RefusedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** From which of the caller's devices a request comes: header {@code X-Device-Id}, which callers may leave out. */
public final class DeviceId {
    private static final CharSequence HEADER = HttpHeaders.createOptimized("X-Device-Id");

    private DeviceId() {}

    /** What {@code request} says, empty where that is nothing; throws {@link RefusedException} where it is not valid. */
    public static String of(HttpServerRequest request) {
        String id = request.getHeader(HEADER);
        if (id != null && !Identifiers.isCallersName(id)) {
            throw RefusedException.invalid("header X-Device-Id must be 1-128 printable ASCII characters");
        }
        return id == null ? "" : id;
    }
}
