package io.seckill.tracing;

import java.net.URI;

/**
 * Which requests are traced, and who is told.
 *
 * @param otlp base URL of a receiver of OTLP over HTTP, such as {@code http://127.0.0.1:4318}; empty: nothing is traced
 * @param sampled the share of the requests without a {@code traceparent} that are traced, 0 to 1
 */
public record TracingSettings(String otlp, double sampled) {
    /** Checks the bounds. */
    public TracingSettings {
        if (!otlp.isEmpty() && !isHttp(otlp)) {
            throw new IllegalArgumentException(
                    "otlp must be an http or https URL, such as http://127.0.0.1:4318, or empty, but is " + otlp);
        }
        if (!(sampled >= 0 && sampled <= 1)) {
            throw new IllegalArgumentException("sampled must be between 0 and 1, but is " + sampled);
        }
    }

    private static boolean isHttp(String text) {
        try {
            URI url = URI.create(text);
            return text.matches("https?://.*") && url.getHost() != null && url.getQuery() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
