package io.seckill.gateway.auth;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An identity provider's key set: at a URL, or where its discovery document says (OpenID Connect Discovery 1.0, section 4).
 *
 * <p>It is asked now and then, and sooner where a token names a key that is not among the last ones. Safe for all threads.
 */
final class KeyServer {
    private static final Logger log = LoggerFactory.getLogger(KeyServer.class);

    /** A key that its issuer has withdrawn is believed for as long as this, at most. */
    static final Duration REFRESH = Duration.ofMinutes(5);

    /** The least time between two questions, whatever tokens name: they cost their holders nothing. */
    static final Duration LEAST = Duration.ofSeconds(5);

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final String location;
    private final boolean discovers;
    private final LongSupplier nanoTime;
    private @Nullable Buffer latest;
    private @Nullable IOException failure;
    private long askedAt;
    private volatile boolean sooner;

    private KeyServer(String location, boolean discovers, LongSupplier nanoTime) {
        this.location = location;
        this.discovers = discovers;
        this.nanoTime = nanoTime;
    }

    /** The key set at {@code url}. */
    static KeyServer at(String url, LongSupplier nanoTime) {
        return new KeyServer(url, false, nanoTime);
    }

    /** The key set of {@code issuer}, a URL. */
    static KeyServer of(String issuer, LongSupplier nanoTime) {
        return new KeyServer(issuer, true, nanoTime);
    }

    /** Has the next {@link #read} ask as soon as it may. For event loops: it does not wait for one that is asking now. */
    void askSooner() {
        sooner = true;
    }

    /** The set as it was served last; blocks where it is time to ask. Fails for as long as asking has. */
    synchronized Buffer read() throws IOException {
        long now = nanoTime.getAsLong();
        Duration distance = sooner || failure != null ? LEAST : REFRESH;
        if ((latest == null && failure == null) || now - askedAt >= distance.toNanos()) {
            askedAt = now;
            sooner = false;
            try {
                latest = fetch(discovers ? discover() : location);
                failure = null;
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        return Objects.requireNonNull(latest);
    }

    private String discover() throws IOException {
        String url = location.replaceFirst("/$", "") + DISCOVERY;
        JsonObject document;
        try {
            document = fetch(url).toJsonObject();
        } catch (DecodeException e) {
            throw new IOException(url + ": no valid JSON", e);
        }
        if (!location.equals(document.getValue("issuer"))) {
            throw new IOException(url + ": is of issuer " + document.getValue("issuer"));
        }
        if (!(document.getValue("jwks_uri") instanceof String keys)) {
            throw new IOException(url + ": has no jwks_uri");
        }
        return keys;
    }

    private static void end(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            log.debug("a key server's answer did not close", e);
        }
    }

    private Buffer fetch(String url) throws IOException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER).build();
        } catch (IllegalArgumentException e) {
            throw new IOException(url + ": is no URL", e);
        }
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                // A server that falls silent amidst its answer would hold this thread, and the next keys, for ever.
                CompletableFuture.delayedExecutor(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> end(body));
                if (response.statusCode() != 200) {
                    throw new IOException("answers " + response.statusCode());
                }
                return KeyFiles.readBounded(body);
            }
        } catch (IOException e) {
            throw new IOException(url + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(url + ": interrupted", e);
        }
    }
}
