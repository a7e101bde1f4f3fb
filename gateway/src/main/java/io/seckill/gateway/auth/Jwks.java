package io.seckill.gateway.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Picks from a JWK set (RFC 7517) the public keys that verify signatures. */
final class Jwks {
    /** What a public key of each type is made of. Nothing else of the set is looked at, least of all secrets. */
    private static final Map<String, List<String>> PUBLIC_PARTS =
            Map.of("RSA", List.of("n", "e"), "EC", List.of("crv", "x", "y"), "OKP", List.of("crv", "x"));

    private static final Map<String, String> BY_CURVE =
            Map.of("P-256", "ES256", "P-384", "ES384", "P-521", "ES512", "Ed25519", "EdDSA", "Ed448", "EdDSA");

    private Jwks() {}

    /**
     * The signing keys in {@code set}, once for each of {@code algorithms} that it may be used with; keys for other uses
     * and of other kinds are passed over.
     */
    static List<JsonObject> signing(JsonObject set, List<String> algorithms) {
        if (!(set.getValue("keys") instanceof JsonArray all)) {
            throw new IllegalArgumentException("no JWK set: it has no array keys");
        }
        List<JsonObject> found = new ArrayList<>();
        for (Object each : all) {
            if (each instanceof JsonObject key) {
                List<String> parts = PUBLIC_PARTS.get(key.getString("kty", ""));
                if (parts != null && "sig".equals(key.getString("use", "sig"))) {
                    algorithms.stream()
                            .filter(algorithm -> isFor(key, algorithm))
                            .forEach(algorithm -> found.add(copy(key, parts).put("alg", algorithm)));
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("holds no signing key for " + algorithms);
        }
        return found;
    }

    private static boolean isFor(JsonObject key, String algorithm) {
        @Nullable String declared = key.getString("alg");
        if (declared != null) {
            return declared.equals(algorithm);
        }
        return key.getString("kty").equals("RSA")
                ? algorithm.matches("[RP]S\\d+")
                : algorithm.equals(BY_CURVE.get(key.getString("crv", "")));
    }

    private static JsonObject copy(JsonObject key, List<String> parts) {
        JsonObject copy = new JsonObject().put("kty", key.getString("kty"));
        if (key.getString("kid") != null) {
            copy.put("kid", key.getString("kid"));
        }
        for (String part : parts) {
            if (key.getString(part) == null) {
                throw new IllegalArgumentException("a key without " + part);
            }
            copy.put(part, key.getString(part));
        }
        return copy;
    }
}
