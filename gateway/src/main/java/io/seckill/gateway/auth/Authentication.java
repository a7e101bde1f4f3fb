package io.seckill.gateway.auth;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.gateway.client.TrustedProxies;
import io.seckill.gateway.settings.IdentitySettings;
import io.seckill.settings.SettingsException;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How this gateway knows its callers; safe for all threads, while each of what the suppliers give is for one event loop.
 *
 * @param perLoop makes the identification of one event loop
 * @param adminGate makes the guard of the operators' port
 * @param keysAreUpToDate false where the keys' files cannot be used as they are now
 */
public record Authentication(
        Supplier<Authenticator> perLoop, Supplier<AdminAuthorizer> adminGate, BooleanSupplier keysAreUpToDate) {
    /** How often the keys' files are looked at: a key that its issuer has withdrawn shall not open anything for long. */
    private static final long LOOK_EVERY_MS = 1_000;

    /** As {@code settings} say; reads the keys, which blocks, and throws {@link SettingsException} where that fails. */
    public static Authentication of(
            IdentitySettings settings,
            TrustedProxies proxies,
            Vertx vertx,
            InstantSource clock,
            MeterRegistry registry) {
        if (!settings.byToken()) {
            return new Authentication(HeaderAuthenticator::new, () -> AdminAuthorizer.loopback(proxies), () -> true);
        }
        TrustedKeys keys = TrustedKeys.load(settings, clock, System::nanoTime);
        keys.follow(vertx, LOOK_EVERY_MS);
        TokenMeters meters = new TokenMeters(registry);
        meters.watch(registry, keys);
        // The other half of the processors is for the event loops.
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        VerificationQueue queue = new VerificationQueue(vertx, threads);
        Supplier<Authenticator> tokens = () -> new BearerAuthenticator(vertx, keys, queue, clock, meters);
        return new Authentication(
                tokens, () -> AdminAuthorizer.ofScope(tokens.get(), settings.adminScope()), keys::areUpToDate);
    }
}
