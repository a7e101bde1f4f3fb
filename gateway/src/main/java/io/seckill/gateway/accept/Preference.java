package io.seckill.gateway.accept;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long the caller wants the answer held (RFC 7240).
 *
 * @param waitMillis hold it this long for a decision; 0 answers as soon as the command is queued
 * @param applied what to say in {@code Preference-Applied}, or null where the caller asked for nothing
 */
record Preference(long waitMillis, @Nullable String applied) {

    /** Reads {@code Prefer} headers; others' preferences are passed over, as the RFC wants. */
    static Parsed<Preference> parse(@Nullable String header, Duration usual, Duration longest) {
        if (header == null) {
            return Parsed.valid(new Preference(usual.toMillis(), null));
        }
        boolean async = false;
        String wait = null;
        for (String part : header.split("[,;]", -1)) {
            String preference = part.trim().toLowerCase(Locale.ROOT);
            if (preference.equals("respond-async")) {
                async = true;
            } else if (preference.startsWith("wait=")) {
                wait = preference.substring("wait=".length());
            }
        }
        if (wait != null) {
            return waitOf(wait, longest);
        }
        return Parsed.valid(async ? new Preference(0, "respond-async") : new Preference(usual.toMillis(), null));
    }

    private static Parsed<Preference> waitOf(String text, Duration longest) {
        if (!text.matches("\\d{1,9}")) {
            return Parsed.invalid("header Prefer: wait takes whole seconds, such as wait=2");
        }
        long seconds = Math.min(Long.parseLong(text), longest.toSeconds());
        return Parsed.valid(new Preference(seconds * 1000, "wait=" + seconds));
    }
}
