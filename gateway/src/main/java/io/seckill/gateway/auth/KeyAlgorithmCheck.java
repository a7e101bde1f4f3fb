package io.seckill.gateway.auth;

import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * Whether a key is what its algorithm takes. The library's own class is asked what it makes of a key: left to itself, it
 * logs what it cannot use and goes on without.
 */
final class KeyAlgorithmCheck {
    private static final int MIN_RSA_BITS = 2048;

    private KeyAlgorithmCheck() {}

    /** Throws {@link IllegalArgumentException} where {@code key} must not be used. */
    static void check(JWK key) {
        if (!fits(key.getAlgorithm(), key.publicKey())) {
            throw new IllegalArgumentException("a key that does not fit " + key.getAlgorithm());
        }
    }

    /** Whether {@code key} can be read as one of its algorithm; false also where it cannot be read at all. */
    static boolean isOfItsAlgorithm(PubSecKeyOptions key) {
        try {
            return fits(key.getAlgorithm(), new JWK(key).publicKey());
        } catch (RuntimeException otherKind) {
            return false;
        }
    }

    private static boolean fits(String algorithm, PublicKey key) {
        if (algorithm.matches("[RP]S\\d+")) {
            return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS;
        }
        return algorithm.equals("EdDSA")
                ? key instanceof EdECPublicKey
                : key instanceof ECPublicKey ec && bits(ec) == curveBits(algorithm);
    }

    private static int bits(ECPublicKey key) {
        return key.getParams().getOrder().bitLength();
    }

    /** ES512 is for the curve of 521 bits. */
    private static int curveBits(String algorithm) {
        int bits = Integer.parseInt(algorithm.substring(2));
        return bits == 512 ? 521 : bits;
    }
}
