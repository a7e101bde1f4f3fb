package io.seckill.gateway.admit;

import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets each user send commands at a rate, whatever they ask for, and tells everybody what is left, by the header fields of
 * draft-ietf-httpapi-ratelimit-headers. Safe to use from any thread.
 */
public final class RateGuard {
    private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("RateLimit");
    private static final CharSequence RATE_LIMIT_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");

    private final @Nullable UserRates rates; // null: no limit
    private final String policy;

    /** Guards as {@code settings} say. */
    public RateGuard(GatewaySettings.PerUser settings, LongSupplier nanoTime) {
        this.rates = settings.permits() == 0 ? null : new UserRates(settings, nanoTime);
        this.policy = rates == null ? "" : "\"user\";q=" + rates.burst() + ";w=" + rates.fullInSeconds();
    }

    /** Why {@code user} may send nothing now, or null; {@code response} bears the fields either way. */
    @Nullable
    public Refusal refusal(String user, HttpServerResponse response) {
        if (rates == null) {
            return null;
        }
        UserRates.Take take = rates.take(user);
        response.putHeader(RATE_LIMIT_POLICY, policy)
                .putHeader(RATE_LIMIT, "\"user\";r=" + take.left() + ";t=" + take.nextSeconds());
        return take.taken() ? null : new Refusal(Code.RATE_LIMITED, "this user asks too often", take.nextSeconds());
    }

    /** Users remembered, about. */
    public long users() {
        return rates == null ? 0 : rates.users();
    }
}
