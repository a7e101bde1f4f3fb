package io.seckill.http;

import io.seckill.net.Networks;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The names under which a port is reached. Immutable.
 *
 * <p>A browser lets a page speak freely with the host that it came from. Whoever owns a name may point it at this machine, and
 * the page then speaks with this port ("DNS rebinding"): but the browser goes on to say the page's name.
 */
public final class KnownHosts {
    /** Among the names: every host is known. */
    public static final String ANY = "*";

    private static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("Sec-Fetch-Site");

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1"));

    /** Knows {@code more} names or addresses; beside them this machine's loopback, and the address that a request came to. */
    public KnownHosts(Collection<String> more) {
        more.stream().filter(name -> !isWildcard(name)).forEach(name -> names.add(bare(name)));
    }

    /** Whether {@code request}, which asks for {@code host}, reached this port by one of these names. */
    boolean has(String host, HttpServerRequest request) {
        return has(host, () -> request.localAddress().hostAddress());
    }

    /** Whether the page that sent {@code request}, if one did, came from one of these hosts. */
    boolean servedThePageOf(HttpServerRequest request) {
        if ("cross-site".equals(request.getHeader(FETCH_SITE))) {
            return false;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null
                || has(hostOf(origin), () -> request.localAddress().hostAddress());
    }

    /** Whether {@code host} is known to a connection that arrived at the address {@code local}, which is seldom asked for. */
    boolean has(@Nullable String host, Supplier<@Nullable String> local) {
        if (names.contains(ANY)) {
            return true;
        }
        if (host == null) {
            return false;
        }
        String bare = bare(host);
        if (names.contains(bare)) {
            return true;
        }
        InetAddress address = Networks.address(bare);
        // By its address a probe reaches a pod, and no name can be pointed elsewhere.
        return address != null && (address.isLoopbackAddress() || isAt(address, local.get()));
    }

    private static boolean isAt(InetAddress address, @Nullable String local) {
        return local != null && address.equals(Networks.address(local));
    }

    private static @Nullable String hostOf(String origin) {
        try {
            return new URI(origin).getHost();
        } catch (URISyntaxException noOrigin) {
            return null;
        }
    }

    /** A listener's host may be all of the machine's addresses at once, which is none to be asked for. */
    private static boolean isWildcard(String host) {
        InetAddress address = Networks.address(bare(host));
        return address != null && address.isAnyLocalAddress();
    }

    private static String bare(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return (bracketed ? host.substring(1, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }
}
