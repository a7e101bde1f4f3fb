package io.seckill.gateway.auth;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;

/** Somebody who issues tokens, with a fresh key. */
final class Issuer {
    private final String algorithm;
    private final String keyId;
    private final KeyPair pair;
    private final JWTAuth signer;

    private Issuer(Vertx vertx, String algorithm, String keyId, KeyPair pair) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.pair = pair;
        this.signer = JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .addPubSecKey(new PubSecKeyOptions()
                                .setAlgorithm(algorithm)
                                .setId(keyId)
                                .setBuffer(pem("PRIVATE KEY", pair.getPrivate().getEncoded()))));
    }

    static Issuer rsa(Vertx vertx, String keyId, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return new Issuer(vertx, "RS256", keyId, generator.generateKeyPair());
    }

    static Issuer ec(Vertx vertx, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(bits);
        return new Issuer(vertx, "ES" + bits, "ec", generator.generateKeyPair());
    }

    @Override
    public String toString() {
        return algorithm;
    }

    /** A token with {@code claims} and no others. */
    String token(JsonObject claims) {
        return signer.generateToken(
                claims, new JWTOptions().setAlgorithm(algorithm).setNoTimestamp(true));
    }

    /** The public key. */
    String publicPem() {
        return pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    /** The secret that a careless operator may hand over. */
    String privatePem() {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    /** The public key as a JWK; {@code more} wins. */
    JsonObject jwk(JsonObject more) {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return new JsonObject()
                .put("kty", "RSA")
                .put("kid", keyId)
                .put("n", number(key.getModulus()))
                .put("e", number(key.getPublicExponent()))
                .mergeIn(more);
    }

    /** The public key of a curve as a JWK. */
    JsonObject curveJwk() {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        return new JsonObject()
                .put("kty", "EC")
                .put("kid", keyId)
                .put("crv", "P-256")
                .put("x", coordinate(key.getW().getAffineX()))
                .put("y", coordinate(key.getW().getAffineY()));
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(bytes.length, fixed.length);
        System.arraycopy(bytes, bytes.length - length, fixed, fixed.length - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }

    static String jwks(JsonObject... keys) {
        return new JsonObject().put("keys", new JsonArray(List.of(keys))).encode();
    }

    private static String number(BigInteger value) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value.toByteArray());
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + "-----\n";
    }
}
