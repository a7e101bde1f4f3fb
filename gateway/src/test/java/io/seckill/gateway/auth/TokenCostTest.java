package io.seckill.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.gateway.auth.Verdict.Token;
import io.seckill.gateway.settings.IdentitySettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token costs a verifying thread, and the event loop; docs/performance.md has the figures that it prints. */
@Tag("slow")
class TokenCostTest {
    private static final int TOKENS = 400;
    private static final int ROUNDS = 6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aRememberedTokenCostsAFractionOfANewOne() throws Exception {
        for (Issuer issuer : List.of(Issuer.rsa(vertx, "rsa", 2048), Issuer.ec(vertx, 256))) {
            List<String> headers = IntStream.range(0, TOKENS)
                    .mapToObj(i -> "Bearer " + issuer.token(claims("user-" + i)))
                    .toList();
            TrustedKeys keys = trusting(issuer);
            TokenVerifier verifier = new TokenVerifier(vertx, keys.current());
            BearerAuthenticator tokens = believing(keys);
            headers.forEach(header -> tokens.holder(header, this).await());
            double fresh = measure(header -> verifier.verify(header.substring(7)) instanceof Token, headers);
            double remembered = measure(header -> tokens.holder(header, this).result() instanceof Caller.User, headers);

            System.out.printf(
                    Locale.ROOT, "%s: %.1f us a new token, %.1f us a remembered one%n", issuer, fresh, remembered);
            assertThat(remembered).isLessThan(fresh / 2);
        }
    }

    /** Microseconds of processor time for each of {@code headers}, in the last of some rounds. */
    private static double measure(Predicate<String> isGood, List<String> headers) {
        long start = 0;
        for (int round = 0; round < ROUNDS; round++) {
            start = THREADS.getCurrentThreadCpuTime();
            assertThat(headers).allMatch(isGood);
        }
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / headers.size();
    }

    private TrustedKeys trusting(Issuer issuer) throws Exception {
        String pem =
                Files.writeString(folder.resolve("key.pem"), issuer.publicPem()).toString();
        IdentitySettings settings = new IdentitySettings(
                "jwt", List.of(), "", List.of(pem), List.of("RS256", "ES256"), "me", "seckill", "admin");
        return TrustedKeys.load(settings, InstantSource.system(), System::nanoTime);
    }

    private BearerAuthenticator believing(TrustedKeys keys) {
        return new BearerAuthenticator(
                vertx,
                keys,
                new VerificationQueue(vertx, 1),
                InstantSource.system(),
                new TokenMeters(new SimpleMeterRegistry()));
    }

    private static JsonObject claims(String user) {
        return new JsonObject()
                .put("iss", "me")
                .put("aud", "seckill")
                .put("sub", user)
                .put("exp", InstantSource.system().instant().getEpochSecond() + 600);
    }
}
