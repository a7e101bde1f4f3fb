package io.seckill.gateway.auth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What is counted about tokens.
 *
 * @param accepted requests whose token was good
 * @param refused requests whose token was not
 * @param verified tokens that had to be verified, as they were not remembered
 * @param turnedAway requests answered 503, as too many tokens waited to be verified
 */
record TokenMeters(Counter accepted, Counter refused, Counter verified, Counter turnedAway) {
    TokenMeters(MeterRegistry registry) {
        this(
                counter(registry, "seckill.tokens.accepted", "Requests whose token was good"),
                counter(registry, "seckill.tokens.refused", "Requests whose token was not"),
                counter(
                        registry,
                        "seckill.tokens.verified",
                        "Tokens that had to be verified: they were not remembered"),
                counter(
                        registry,
                        "seckill.tokens.turned.away",
                        "Requests answered 503: too many tokens waited to be verified"));
    }

    void watch(MeterRegistry registry, TrustedKeys keys) {
        Gauge.builder("seckill.identity.keys", () -> keys.current().count())
                .description("Keys whose signatures are believed, once for each algorithm")
                .register(registry);
        Gauge.builder("seckill.identity.keys.up.to.date", () -> keys.areUpToDate() ? 1 : 0)
                .description("0 where the files of keys cannot be used as they are now")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
