package io.seckill.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an HTTP port asks of every request before it is routed, and says with every response. Immutable. */
public final class RequestFilter {
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");

    /** A proxy that adds its own and one that believes the caller's would not mean the same user, key or host. */
    private static final List<String> ONCE =
            List.of("Host", "Authorization", "X-User-Id", "X-Device-Id", "Idempotency-Key", "Content-Type");

    private static final Set<HttpMethod> CHANGE_NOTHING =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final @Nullable KnownHosts hosts; // null: any
    private final AllowedOrigins origins;

    private RequestFilter(@Nullable KnownHosts hosts, AllowedOrigins origins) {
        this.hosts = hosts;
        this.origins = origins;
    }

    /** For a port whose callers prove who they are: a page of somebody else has no credentials to send. */
    public static RequestFilter ofAnyHost() {
        return new RequestFilter(null, AllowedOrigins.NONE);
    }

    /** For a port that believes whoever reaches it, by one of {@code names}. */
    public static RequestFilter ofHosts(Collection<String> names) {
        return ofHosts(names, AllowedOrigins.NONE);
    }

    /** The same for a port that pages of {@code origins} may call too. */
    public static RequestFilter ofHosts(Collection<String> names, AllowedOrigins origins) {
        return new RequestFilter(new KnownHosts(names), origins);
    }

    /** Why {@code request} is not served, or null. Either way its response says from now on that it is not to be stored. */
    public @Nullable Objection objection(HttpServerRequest request) {
        beginResponse(request.response());
        String twice = givenTwice(request.headers());
        if (twice != null) {
            return new Objection(Objection.Kind.MALFORMED, "header " + twice + " must be given once");
        }
        HostAndPort authority = authority(request);
        if (authority == null && request.version() != HttpVersion.HTTP_1_0) {
            return new Objection(Objection.Kind.MALFORMED, "header Host is missing, or names no host");
        }
        return hosts == null ? null : foreign(request, authority, hosts);
    }

    /** Gives {@code response} what each has that does not say otherwise, and returns it. */
    public static HttpServerResponse beginResponse(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE).putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF);
    }

    /** One walk over all headers: each is seen by each request, and a look at one by its name costs more. */
    private static @Nullable String givenTwice(MultiMap headers) {
        int seen = 0; // a bit for each of ONCE
        for (Map.Entry<String, String> header : headers) {
            int bit = bitOf(header.getKey());
            if ((seen & bit) != 0) {
                return ONCE.get(Integer.numberOfTrailingZeros(bit));
            }
            seen |= bit;
        }
        return null;
    }

    private static int bitOf(String header) {
        for (int place = 0; place < ONCE.size(); place++) {
            if (header.equalsIgnoreCase(ONCE.get(place))) { // which looks at the lengths first
                return 1 << place;
            }
        }
        return 0;
    }

    private @Nullable Objection foreign(HttpServerRequest request, @Nullable HostAndPort authority, KnownHosts hosts) {
        // One that names no host is HTTP/1.0, which no browser speaks.
        if (authority != null && !hosts.has(authority.host(), request)) {
            return new Objection(
                    Objection.Kind.UNKNOWN_HOST,
                    "header Host: this port is not known by that name; settings can add names");
        }
        boolean harmless = CHANGE_NOTHING.contains(request.method())
                || hosts.servedThePageOf(request)
                || origins.has(request.getHeader(HttpHeaders.ORIGIN));
        return harmless
                ? null
                : new Objection(Objection.Kind.FOREIGN_PAGE, "a page of another site may not change anything here");
    }

    /** The host that {@code request} asks for; null where none can be read. */
    private static @Nullable HostAndPort authority(HttpServerRequest request) {
        try {
            HostAndPort authority = request.authority();
            return authority == null || authority.host().isEmpty() ? null : authority;
        } catch (RuntimeException unreadable) {
            // The library throws at some of the strange things that the header can hold.
            return null;
        }
    }
}
