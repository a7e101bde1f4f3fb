package io.seckill.gateway.http;

import io.seckill.http.ListField;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long the caller wants the answer held (RFC 7240).
 *
 * @param waitMillis hold it this long for a decision; 0 answers as soon as the command is queued
 * @param applied what to say in {@code Preference-Applied}, or null where the caller asked for nothing
 */
public record Preference(long waitMillis, @Nullable String applied) {
    private static final CharSequence PREFER = HttpHeaders.createOptimized("Prefer");
    private static final CharSequence PREFERENCE_APPLIED = HttpHeaders.createOptimized("Preference-Applied");

    /** Reads the {@code Prefer} fields among {@code headers}; what is not understood is passed over, as the RFC wants. */
    public static Preference of(MultiMap headers, Duration usual, Duration longest) {
        return headers.contains(PREFER)
                ? parse(String.join(",", headers.getAll(PREFER)), usual, longest)
                : new Preference(usual.toMillis(), null);
    }

    /** Reads all the fields as one list; of a preference that is named more than once the first counts. */
    static Preference parse(String fields, Duration usual, Duration longest) {
        boolean async = false;
        String wait = null;
        for (String preference : ListField.split(fields, ',')) {
            String[] named = ListField.split(preference, ';').get(0).split("=", 2);
            String name = named[0].trim().toLowerCase(Locale.ROOT);
            String value = named.length == 1 ? "" : ListField.unquoted(named[1].trim());
            async |= name.equals("respond-async") && value.isEmpty();
            wait = wait == null && name.equals("wait") ? value : wait;
        }
        if (wait != null && wait.matches("\\d+")) {
            return waiting(wait, longest);
        }
        return async ? new Preference(0, "respond-async") : new Preference(usual.toMillis(), null);
    }

    private static Preference waiting(String seconds, Duration longest) {
        // What is longer than this many digits is longer than any wait, whatever it says.
        long asked = seconds.length() > 9 ? Long.MAX_VALUE : Long.parseLong(seconds) * 1000;
        long millis = Math.min(asked, longest.toMillis());
        return new Preference(millis, "wait=" + (millis + 999) / 1000);
    }

    /** Says on {@code response} what was honoured. */
    public void tell(HttpServerResponse response) {
        if (applied != null) {
            response.putHeader(PREFERENCE_APPLIED, applied);
        }
    }
}
