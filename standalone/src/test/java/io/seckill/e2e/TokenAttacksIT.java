package io.seckill.e2e;

import io.seckill.e2e.cluster.Attack;
import io.seckill.e2e.cluster.Caller;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Siege;
import io.seckill.e2e.cluster.TokenIssuer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forged tokens cost a signature each, of the kind that costs most; buyers with good ones hardly notice. */
@Tag("slow")
class TokenAttacksIT {
    private static final int CONNECTIONS = 16;
    private static final int PIPELINED = 20;
    private static final int COORDINATE_BYTES = 32;

    private final Random random = new Random();

    @TempDir
    private Path folder;

    @Test
    void forgedTokensThatAreDearToVerify() throws IOException, GeneralSecurityException {
        try (Caller caller = new Caller()) {
            TokenIssuer issuer = new TokenIssuer(caller.vertx(), "honest");
            JsonObject keys = new JsonObject(issuer.jwks());
            keys.getJsonArray("keys").add(ellipticKey());
            Path file = Files.writeString(folder.resolve("keys.json"), keys.encode());
            String operator = issuer.token(TokenIssuer.claims("op").put("scope", "seckill:admin"));
            try (Siege siege = new Siege(
                    "tokens",
                    buyer -> Map.of("Authorization", "Bearer " + issuer.token("buyer-" + buyer)),
                    port -> Console.ofGateway(caller, port).bearing(operator),
                    List.of(
                            "gateway.identity.mode=jwt",
                            "gateway.identity.jwks=" + file,
                            "gateway.identity.issuer=" + TokenIssuer.ISSUER,
                            "gateway.identity.audience=" + TokenIssuer.AUDIENCE))) {
                siege.endure(
                        "forgedTokensThatAreDearToVerify",
                        () -> Attack.start(
                                CONNECTIONS, 20, attack -> attack.send(siege.httpPort(), requestsWithForgedTokens())));
            }
        }
    }

    private byte[] requestsWithForgedTokens() {
        return IntStream.range(0, PIPELINED)
                .mapToObj(i -> "POST /v1/items/siege/purchases HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                        + forged() + "\r\nContent-Length: 0\r\n\r\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String forged() {
        byte[] signature = new byte[2 * COORDINATE_BYTES];
        random.nextBytes(signature);
        // Below the order of the curve, or it would be refused for less.
        signature[0] = 1;
        signature[COORDINATE_BYTES] = 1;
        JsonObject head = new JsonObject().put("alg", "ES256").put("typ", "JWT").put("kid", "elliptic");
        return encoded(head.encode().getBytes(StandardCharsets.UTF_8))
                + "."
                + encoded(
                        TokenIssuer.claims("eve-" + random.nextLong()).encode().getBytes(StandardCharsets.UTF_8))
                + "." + encoded(signature);
    }

    private static JsonObject ellipticKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
        return new JsonObject()
                .put("kty", "EC")
                .put("kid", "elliptic")
                .put("alg", "ES256")
                .put("use", "sig")
                .put("crv", "P-256")
                .put("x", coordinate(key.getW().getAffineX()))
                .put("y", coordinate(key.getW().getAffineY()));
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
        return encoded(fixed);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
