package io.seckill.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * A file of the class path, served from memory.
 *
 * <p>A file that is opened for each request stays open until the caller has read it, so a few callers who do not read would
 * take all files of the process.
 */
public final class StaticFile implements Handler<RoutingContext> {
    private final String type;
    private final String policy;
    private final Buffer content;

    /**
     * Reads {@code resource}, to be served as media type {@code type} under the Content-Security-Policy {@code policy}. Throws
     * {@link NullPointerException} that names it where there is no such resource.
     */
    public StaticFile(String resource, String type, String policy) {
        this.type = type;
        this.policy = policy;
        try (InputStream in = StaticFile.class.getClassLoader().getResourceAsStream(resource)) {
            this.content = Buffer.buffer(Objects.requireNonNull(in, resource).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void handle(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("Content-Security-Policy", policy)
                .end(content);
    }
}
