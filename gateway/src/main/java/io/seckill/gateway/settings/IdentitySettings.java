package io.seckill.gateway.settings;

import io.seckill.settings.Check;
import java.util.List;
import java.util.Set;

/**
 * How callers say who they are.
 *
 * @param mode {@code header} or {@code jwt}
 * @param hosts further names that both ports are reached by, where headers are believed
 * @param jwks a JWKS file, the URL of one, or empty; empty without {@code pem}: the issuer says where
 * @param pem PEM files of public keys or certificates
 * @param algorithms the signatures that are taken
 * @param issuer what a token's {@code iss} must be
 * @param audience what a token's {@code aud} must be or hold
 * @param adminScope what a token must allow for administration
 */
public record IdentitySettings(
        String mode,
        List<String> hosts,
        String jwks,
        List<String> pem,
        List<String> algorithms,
        String issuer,
        String audience,
        String adminScope) {

    /** Neither {@code none} nor HMAC: a verifier that takes both kinds can be made to take a public key for a secret. */
    private static final Set<String> ASYMMETRIC =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    /** Checks the bounds, and that nothing is left open where tokens are believed. */
    public IdentitySettings {
        hosts = List.copyOf(hosts);
        pem = List.copyOf(pem);
        algorithms = List.copyOf(algorithms);
        if (!mode.matches("header|jwt")) {
            throw new IllegalArgumentException("mode must be header or jwt, but is " + mode);
        }
        if (algorithms.isEmpty() || !ASYMMETRIC.containsAll(algorithms)) {
            throw new IllegalArgumentException(
                    "algorithms must be some of " + ASYMMETRIC.stream().sorted().toList() + ", but are " + algorithms);
        }
        if (!adminScope.matches("[!#-\\[\\]-~]{1,128}")) {
            throw new IllegalArgumentException("adminScope must be one scope as RFC 6749 writes it");
        }
        if (mode.equals("jwt")) {
            Check.text("issuer", issuer);
            Check.text("audience", audience);
            if (jwks.isEmpty() && pem.isEmpty() && !isUrl(issuer)) {
                throw new IllegalArgumentException(
                        "where mode is jwt, jwks or pem must name a file of keys, or jwks a URL,"
                                + " or issuer be a URL at which OpenID Connect tells where they are");
            }
        }
    }

    /** Whether the issuer says where its keys are. */
    public boolean discovers() {
        return byToken() && jwks.isEmpty() && pem.isEmpty();
    }

    /** Whether {@code location} is a URL, and not a file's name. */
    public static boolean isUrl(String location) {
        return location.startsWith("https://") || location.startsWith("http://");
    }

    /** Whether callers show tokens. */
    public boolean byToken() {
        return mode.equals("jwt");
    }
}
