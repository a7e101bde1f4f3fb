package io.seckill.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A file of the class path, served from memory.
 *
 * <p>A file that is opened for each request stays open until the caller has read it, so a few callers who do not read would
 * take all files of the process.
 */
public final class StaticFile implements Handler<RoutingContext> {
    private static final int NOT_MODIFIED = 304;

    private final String type;
    private final String policy;
    private final Buffer content;
    private final String tag;

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
        this.tag = '"' + hash(content) + '"';
    }

    @Override
    public void handle(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("Content-Security-Policy", policy);
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        // Contained, not equal: a proxy that compresses makes a tag weak, and a caller may list several.
        if (known != null && known.contains(tag)) {
            context.response().setStatusCode(NOT_MODIFIED).end();
        } else {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(content);
        }
    }

    private static String hash(Buffer content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
