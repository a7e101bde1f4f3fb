package io.seckill.gateway.client;

import io.seckill.http.ListField;
import io.seckill.net.Networks;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose word counts on where a request came from. Immutable.
 *
 * <p>Each proxy adds at the end whom it was asked by, so that the list is read from there: the first address that is of no
 * trusted network is the client's, and what stands before it may be made up. Vert.x believes all of it.
 */
public final class TrustedProxies {
    private static final String FORWARDED = "Forwarded";
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

    private final Networks networks;

    /**
     * Who sent a request.
     *
     * @param address where from; null where the connection itself has no address
     * @param scheme {@code http} or {@code https}, as the first trusted proxy was asked
     */
    public record Client(@Nullable InetAddress address, String scheme) {}

    /** One step of a request: from whom a proxy took it, as far as that is an address, and how. */
    private record Hop(@Nullable InetAddress from, @Nullable String scheme) {}

    /** Those in {@code networks}. */
    public TrustedProxies(Networks networks) {
        this.networks = networks;
    }

    /** Who sent {@code request}. */
    public Client clientOf(HttpServerRequest request) {
        String peer = request.remoteAddress().hostAddress();
        Client nearest = new Client(peer == null ? null : Networks.address(peer), String.valueOf(request.scheme()));
        return networks.isEmpty() ? nearest : clientBehind(nearest, request.headers());
    }

    /** Who sent a request with {@code headers} that came from {@code nearest}. */
    Client clientBehind(Client nearest, MultiMap headers) {
        Client client = nearest;
        List<Hop> hops = hops(headers);
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client.address()); i--) {
            Hop hop = hops.get(i);
            if (hop.from == null) {
                // Unknown, or hidden on purpose: all that is known is the proxy that says so.
                return client;
            }
            client = new Client(hop.from, hop.scheme == null ? client.scheme() : hop.scheme);
        }
        return client;
    }

    private boolean isTrusted(@Nullable InetAddress address) {
        return address != null && networks.contain(address);
    }

    /** Of both kinds of header the one that nearly all proxies write; they pass on the other as a client made it up. */
    private static List<Hop> hops(MultiMap headers) {
        return headers.contains(FORWARDED_FOR)
                ? forwardedFor(headers)
                : forwarded(String.join(",", headers.getAll(FORWARDED)));
    }

    private static List<Hop> forwardedFor(MultiMap headers) {
        List<String> schemes = ListField.split(String.join(",", headers.getAll(FORWARDED_PROTO)), ',');
        String scheme = scheme(schemes.get(schemes.size() - 1));
        List<Hop> hops = new ArrayList<>();
        for (String node : ListField.split(String.join(",", headers.getAll(FORWARDED_FOR)), ',')) {
            hops.add(new Hop(address(node.trim()), scheme));
        }
        return hops;
    }

    /** RFC 7239. */
    private static List<Hop> forwarded(String field) {
        List<Hop> hops = new ArrayList<>();
        for (String element : ListField.split(field, ',')) {
            InetAddress from = null;
            String scheme = null;
            for (String pair : ListField.split(element, ';')) {
                String[] named = pair.split("=", 2);
                String value = named.length == 1 ? "" : ListField.unquoted(named[1].trim());
                switch (named[0].trim().toLowerCase(Locale.ROOT)) {
                    case "for" -> from = address(value);
                    case "proto" -> scheme = scheme(value);
                    default -> {}
                }
            }
            hops.add(new Hop(from, scheme));
        }
        return hops;
    }

    private static @Nullable String scheme(String text) {
        String scheme = text.trim().toLowerCase(Locale.ROOT);
        return scheme.matches("https?") ? scheme : null;
    }

    /** An address that may have a port: {@code 10.0.0.7}, {@code 10.0.0.7:4711}, {@code fd00::12}, {@code [fd00::12]:4711}. */
    private static @Nullable InetAddress address(String node) {
        int end = node.startsWith("[") ? node.indexOf(']') : node.indexOf(':');
        boolean bare = end < 0 || (!node.startsWith("[") && end != node.lastIndexOf(':'));
        return Networks.address(bare ? node : node.substring(node.startsWith("[") ? 1 : 0, end));
    }
}
