package io.seckill.gateway.admit;

import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets each user, and each device, send commands at a rate, whatever they ask for, and tells everybody what is left, by the
 * header fields of draft-ietf-httpapi-ratelimit-headers. Safe to use from any thread.
 */
public final class RateGuard {
    private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("RateLimit");
    private static final CharSequence RATE_LIMIT_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");

    private final @Nullable Limit users; // null: no limit
    private final @Nullable Limit devices;

    /** One limit: whom it is for, and what is said of it. */
    private record Limit(String kind, CallerRates rates, String policy) {
        static @Nullable Limit of(String kind, GatewaySettings.PerCaller settings, LongSupplier nanoTime) {
            if (settings.permits() == 0) {
                return null;
            }
            CallerRates rates = new CallerRates(settings, nanoTime);
            return new Limit(kind, rates, "\"" + kind + "\";q=" + rates.burst() + ";w=" + rates.fullInSeconds());
        }

        @Nullable
        Refusal refusal(String caller, HttpServerResponse response) {
            CallerRates.Take take = rates.take(caller);
            response.headers()
                    .add(RATE_LIMIT_POLICY, policy)
                    .add(RATE_LIMIT, "\"" + kind + "\";r=" + take.left() + ";t=" + take.nextSeconds());
            return take.taken()
                    ? null
                    : new Refusal(Code.RATE_LIMITED, "this " + kind + " asks too often", take.nextSeconds());
        }
    }

    /** Guards as {@code settings} say. */
    public RateGuard(GatewaySettings.Rate settings, LongSupplier nanoTime) {
        this.users = Limit.of("user", settings.perUser(), nanoTime);
        this.devices = Limit.of("device", settings.perDevice(), nanoTime);
    }

    /**
     * Why {@code user} may send nothing now from {@code device}, empty where that is not said, or null; {@code response}
     * bears the fields either way. A device that is too fast costs its users no token.
     */
    @Nullable
    public Refusal refusal(String user, String device, HttpServerResponse response) {
        Refusal ofDevice = devices == null || device.isEmpty() ? null : devices.refusal(device, response);
        return ofDevice != null || users == null ? ofDevice : users.refusal(user, response);
    }

    /** Users remembered, about. */
    public long users() {
        return users == null ? 0 : users.rates().callers();
    }

    /** Devices remembered, about. */
    public long devices() {
        return devices == null ? 0 : devices.rates().callers();
    }
}
