package io.seckill.http;

import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The sites of others whose pages may call a port. Immutable. */
public final class AllowedOrigins {
    /** No site. */
    public static final AllowedOrigins NONE = new AllowedOrigins(Set.of());

    private static final Pattern FORM = Pattern.compile("https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?");

    private final Set<String> origins;

    private AllowedOrigins(Set<String> origins) {
        this.origins = origins;
    }

    /**
     * Reads origins as browsers write them. Throws {@link IllegalArgumentException} for anything else, above all {@code *} and
     * {@code null}: each page could then act for its visitors.
     */
    public static AllowedOrigins of(Collection<String> origins) {
        for (String origin : origins) {
            if (!FORM.matcher(origin).matches()) {
                throw new IllegalArgumentException("allowedOrigins must be scheme, host in lower case and, unless it is"
                        + " the usual one, port, such as https://shop.example, but has " + origin);
            }
        }
        return new AllowedOrigins(Set.copyOf(origins));
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return origins.isEmpty();
    }

    /** Whether {@code origin} is one of them; null, as where no page asks, is none. */
    public boolean has(@Nullable String origin) {
        return origin != null && origins.contains(origin);
    }
}
