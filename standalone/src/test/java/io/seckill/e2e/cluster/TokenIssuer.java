package io.seckill.e2e.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;

/** Whom gateways may believe: issues tokens, signed with a key of its own. */
public final class TokenIssuer {
    /** What the gateways of a test are told to expect. */
    public static final String ISSUER = "https://issuer.example";

    /** Likewise. */
    public static final String AUDIENCE = "seckill";

    private static final int KEY_BITS = 2048;

    private final String keyId;
    private final RSAPublicKey key;
    private final JWTAuth signer;

    /** An issuer with a fresh RSA key that goes by {@code keyId}. */
    public TokenIssuer(Vertx vertx, String keyId) {
        KeyPair pair = newPair();
        this.keyId = keyId;
        this.key = (RSAPublicKey) pair.getPublic();
        String pem = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
        PubSecKeyOptions secret = new PubSecKeyOptions()
                .setAlgorithm("RS256")
                .setId(keyId)
                .setBuffer("-----BEGIN PRIVATE KEY-----\n" + pem + "\n-----END PRIVATE KEY-----\n");
        this.signer = JWTAuth.create(vertx, new JWTAuthOptions().addPubSecKey(secret));
    }

    /** What a good token of {@code user} says: it counts for an hour. */
    public static JsonObject claims(String user) {
        return new JsonObject()
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("sub", user)
                .put("exp", Instant.now().getEpochSecond() + 3600);
    }

    /** A token that says {@code claims}. */
    public String token(JsonObject claims) {
        return signer.generateToken(
                claims, new JWTOptions().setAlgorithm("RS256").setNoTimestamp(true));
    }

    /** A good token of {@code user}. */
    public String token(String user) {
        return token(claims(user));
    }

    /** The set of keys that holds this issuer's, and those of {@code others}. */
    public String jwks(TokenIssuer... others) {
        JsonArray keys = new JsonArray().add(jwk());
        Stream.of(others).map(TokenIssuer::jwk).forEach(keys::add);
        return new JsonObject().put("keys", keys).encode();
    }

    private JsonObject jwk() {
        return new JsonObject()
                .put("kty", "RSA")
                .put("use", "sig")
                .put("alg", "RS256")
                .put("kid", keyId)
                .put("n", number(key.getModulus()))
                .put("e", number(key.getPublicExponent()));
    }

    /** {@code text} as a part of a token. */
    public static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String number(BigInteger value) {
        return encoded(value.toByteArray());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
