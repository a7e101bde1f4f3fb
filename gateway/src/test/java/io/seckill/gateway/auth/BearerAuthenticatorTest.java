package io.seckill.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.settings.IdentitySettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerAuthenticatorTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private static Issuer issuer; // one for all tests: to make a key takes a second

    private final Vertx vertx = Vertx.vertx();
    private final TokenMeters meters = new TokenMeters(new SimpleMeterRegistry());
    private Instant now = START;
    private Path jwks;
    private TrustedKeys keys;
    private VerificationQueue queue;
    private BearerAuthenticator tokens;

    @BeforeAll
    static void makeKey() throws Exception {
        Vertx once = Vertx.vertx();
        issuer = Issuer.rsa(once, "key-1", 2048);
        once.close().await();
    }

    @BeforeEach
    void setUp(@TempDir Path folder) throws Exception {
        jwks = Files.writeString(folder.resolve("jwks.json"), Issuer.jwks(issuer.jwk(new JsonObject())));
        IdentitySettings settings = new IdentitySettings(
                "jwt",
                List.of(),
                jwks.toString(),
                List.of(),
                List.of("RS256", "ES256"),
                "https://issuer.example",
                "seckill",
                "seckill:admin");
        keys = TrustedKeys.load(settings, () -> now, System::nanoTime);
        queue = new VerificationQueue(vertx, 1);
        tokens = new BearerAuthenticator(vertx, keys, queue, () -> now, meters);
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void userAndScopesAreReadFromAGoodToken() {
        assertThat(holderOf(issuer.token(claims().put("scope", "buy seckill:admin"))))
                .isEqualTo(new Caller.User("ann", Set.of("buy", "seckill:admin")));
        assertThat(holderOf(issuer.token(claims().put("scp", new JsonArray().add("buy")))))
                .isEqualTo(new Caller.User("ann", Set.of("buy")));
    }

    @Test
    void theSchemeIsReadInAnyCase() {
        assertThat(holder("bearer " + issuer.token(claims()))).isInstanceOf(Caller.User.class);
    }

    @Test
    void aTokenUsedManyTimesIsVerifiedOnce() {
        String token = issuer.token(claims());
        for (int i = 0; i < 10; i++) {
            assertThat(holderOf(token)).isInstanceOf(Caller.User.class);
        }
        assertThat(meters.verified().count()).isEqualTo(1);
        assertThat(meters.accepted().count()).isEqualTo(10);
    }

    @Test
    void aRefusedTokenShownManyTimesIsVerifiedOnce() throws Exception {
        for (String token : List.of(
                Issuer.rsa(vertx, "key-1", 2048).token(claims()),
                issuer.token(claims().put("exp", START.getEpochSecond() - 31)))) {
            double before = meters.verified().count();
            for (int i = 0; i < 10; i++) {
                assertThat(holderOf(token)).isInstanceOf(Caller.Unauthenticated.class);
            }
            assertThat(meters.verified().count() - before).isEqualTo(1);
        }
    }

    @Test
    void aNewTokenIsVerifiedOffTheEventLoopAndItsHolderToldOnIt() throws Exception {
        String header = "Bearer " + issuer.token(claims());
        Context loop = vertx.getOrCreateContext();
        CompletableFuture<Thread> asked = new CompletableFuture<>();
        CompletableFuture<Thread> told = new CompletableFuture<>();

        loop.runOnContext(here -> {
            tokens.holder(header, this).onSuccess(known -> told.complete(Thread.currentThread()));
            assertThat(told).isNotDone();
            asked.complete(Thread.currentThread());
        });

        assertThat(told.get(40, TimeUnit.SECONDS)).isSameAs(asked.get(10, TimeUnit.SECONDS));
    }

    @Test
    void pastTheBoundAConnectionsNewTokensAreTurnedAwayAndRememberedOnesAreNot() throws Exception {
        String seen = "Bearer " + issuer.token(claims());
        assertThat(holder(seen)).isInstanceOf(Caller.User.class);
        CountDownLatch free = new CountDownLatch(1);
        queue.add("another", () -> uninterruptibly(free));
        List<Future<Caller>> flood = IntStream.rangeClosed(0, VerificationQueue.MAX_PER_CONNECTION + 1)
                .mapToObj(i -> tokens.holder("Bearer forged." + i, "flooder"))
                .toList();

        Future<Caller> last = flood.get(flood.size() - 1);
        assertThat(((Caller.Unauthenticated) last.await(40, TimeUnit.SECONDS))
                        .refusal()
                        .code())
                .isEqualTo(Code.OVERLOADED);
        assertThat(tokens.holder(seen, "flooder").result()).isInstanceOf(Caller.User.class);
        Future<Caller> other = tokens.holder("Bearer " + issuer.token(claims().put("sub", "bob")), "honest");
        free.countDown();
        assertThat(other.await(40, TimeUnit.SECONDS)).isInstanceOf(Caller.User.class);
        Future.join(flood).await(40, TimeUnit.SECONDS);
        assertThat(meters.turnedAway().count()).isBetween(1.0, 2.0);
    }

    @Test
    void aRequestThatIsCancelledMeanwhileGoesNoFurther() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        queue.add("another", () -> uninterruptibly(free));
        List<Object> heard = new CopyOnWriteArrayList<>();
        vertx.exceptionHandler(heard::add);
        CompletableFuture<Context> arrived = new CompletableFuture<>();
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        int port = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.response().closeHandler(closed -> cancelled.complete(null));
                    tokens.authenticate(request, heard::add);
                    arrived.complete(vertx.getOrCreateContext());
                })
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        HttpClientRequest request =
                client.request(HttpMethod.POST, port, "127.0.0.1", "/").await();
        request.setChunked(true)
                .exceptionHandler(reset -> {}) // this side's own
                .putHeader("Authorization", "Bearer " + issuer.token(claims()))
                .write("x");
        Context loop = arrived.get(40, TimeUnit.SECONDS);

        request.reset(8).await(40, TimeUnit.SECONDS);
        cancelled.get(40, TimeUnit.SECONDS);
        free.countDown();
        tokens.holder("Bearer forged", "another").await(40, TimeUnit.SECONDS);

        CompletableFuture<Void> turned = new CompletableFuture<>();
        loop.runOnContext(turn -> turned.complete(null));
        turned.get(40, TimeUnit.SECONDS);
        assertThat(meters.verified().count()).isEqualTo(2);
        assertThat(heard).isEmpty();
        client.close().await(); // a client that nobody holds is collected, and its connections closed
    }

    @Test
    void aSignatureOnACurveHasOneFormOnly() throws Exception {
        Issuer curve = Issuer.ec(vertx, 256);
        Files.writeString(jwks, Issuer.jwks(curve.curveJwk()));
        keys.refresh();
        String token = curve.token(claims());
        assertThat(holderOf(token)).isInstanceOf(Caller.User.class);

        int signature = token.lastIndexOf('.') + 1;
        byte[] raw = Base64.getUrlDecoder().decode(token.substring(signature));
        String der = encoded(der(raw));
        assertThat(holderOf(token.substring(0, signature) + der)).isInstanceOf(Caller.Unauthenticated.class);
    }

    @Test
    void aRememberedTokenExpiresToo() {
        String token = issuer.token(claims());
        assertThat(holderOf(token)).isInstanceOf(Caller.User.class);

        now = START.plusSeconds(60 + 29);
        assertThat(holderOf(token)).isInstanceOf(Caller.User.class);
        now = START.plusSeconds(60 + 30);
        assertThat(challengeFor(token)).contains("error=\"invalid_token\"").contains("expired");
    }

    @Test
    void aTokenCountsFromItsFirstSecondLessTheLeeway() {
        String token = issuer.token(claims().put("nbf", START.getEpochSecond() + 40));

        assertThat(challengeFor(token)).contains("not valid yet");
        now = START.plusSeconds(10);
        assertThat(holderOf(token)).isInstanceOf(Caller.User.class);
    }

    @Test
    void aNewKeyIsBelievedAndTheOldOneNoMoreEvenForRememberedTokens() throws Exception {
        String old = issuer.token(claims());
        assertThat(holderOf(old)).isInstanceOf(Caller.User.class);
        Issuer next = Issuer.rsa(vertx, "key-2", 2048);
        Files.writeString(jwks, Issuer.jwks(next.jwk(new JsonObject())));

        keys.refresh();

        assertThat(holderOf(next.token(claims()))).isInstanceOf(Caller.User.class);
        assertThat(holderOf(old)).isInstanceOf(Caller.Unauthenticated.class);
    }

    @Test
    void aBrokenFileLeavesTheKeysAsTheyWereUntilItIsMended() throws Exception {
        String good = Files.readString(jwks);
        for (String broken : List.of("", "{", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}")) {
            Files.writeString(jwks, broken);
            keys.refresh();
            assertThat(keys.areUpToDate()).as(broken).isFalse();
            assertThat(holderOf(issuer.token(claims()))).isInstanceOf(Caller.User.class);
        }
        Files.delete(jwks);
        keys.refresh();
        assertThat(keys.areUpToDate()).isFalse();

        Files.writeString(jwks, good);
        keys.refresh();
        assertThat(keys.areUpToDate()).isTrue();
    }

    @Test
    void withoutATokenNoErrorIsNamed() {
        for (String header : new String[] {null, "", "Basic YW5uOnB3"}) {
            Caller.Unauthenticated unauthenticated = (Caller.Unauthenticated) holder(header);
            assertThat(unauthenticated.refusal().code()).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(unauthenticated.challenge()).isEqualTo("Bearer realm=\"seckill\"");
        }
    }

    private Stream<String> badTokens() throws Exception {
        String good = issuer.token(claims());
        String[] parts = good.split("\\.", -1);
        String none = encoded("{\"alg\":\"none\"}");
        return Stream.of(
                "",
                "x",
                "..",
                good + ".",
                parts[0] + "." + parts[1],
                parts[0] + "." + parts[1] + ".",
                none + "." + parts[1],
                none + "." + parts[1] + ".",
                none + "." + parts[1] + "." + parts[2],
                encoded("{\"alg\":\"None\"}") + "." + parts[1] + "." + parts[2],
                parts[0] + "." + encoded(claims().put("sub", "eve").encode()) + "." + parts[2],
                signedWithThePublicKeyAsSecret(parts[1]),
                encoded("{\"alg\":\"RS256\",\"kid\":\"key-9\"}") + "." + parts[1] + "." + parts[2],
                encoded("[]") + "." + parts[1] + "." + parts[2],
                Issuer.rsa(vertx, "key-1", 2048).token(claims()),
                Issuer.rsa(vertx, "key-2", 2048).token(claims()),
                Issuer.ec(vertx, 256).token(claims()),
                issuer.token(claims().put("iss", "https://other.example")),
                issuer.token(claims().put("iss", 1)),
                issuer.token(without("iss")),
                issuer.token(claims().put("aud", "another")),
                issuer.token(claims().put("aud", new JsonArray().add("another"))),
                issuer.token(without("aud")),
                issuer.token(without("sub")),
                issuer.token(claims().put("sub", "")),
                issuer.token(claims().put("sub", "a".repeat(256))),
                issuer.token(claims().put("sub", "a\nb")),
                issuer.token(claims().put("sub", " ")),
                issuer.token(claims().put("sub", "ann ")),
                issuer.token(claims().put("sub", " ann")),
                issuer.token(claims().put("sub", 7)),
                issuer.token(without("exp")),
                issuer.token(claims().put("exp", "later")),
                issuer.token(claims().put("exp", 1e300)),
                issuer.token(claims().put("exp", START.plusSeconds(60).toEpochMilli())),
                issuer.token(claims().put("exp", START.getEpochSecond() - 31)));
    }

    @Test
    void aBadTokenIsInvalidWhateverIsWrongWithIt() throws Exception {
        assertThat(badTokens()).allSatisfy(token -> {
            Caller caller = holderOf(token);
            assertThat(caller).isInstanceOf(Caller.Unauthenticated.class);
            assertThat(((Caller.Unauthenticated) caller).refusal().code()).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(((Caller.Unauthenticated) caller).challenge()).contains("error=\"invalid_token\"");
        });
    }

    @Test
    void audienceMayBeOneOfMany() {
        assertThat(holderOf(issuer.token(
                        claims().put("aud", new JsonArray().add("other").add("seckill")))))
                .isInstanceOf(Caller.User.class);
    }

    private Caller holderOf(String token) {
        return holder("Bearer " + token);
    }

    private Caller holder(String header) {
        return tokens.holder(header, this)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(40, TimeUnit.SECONDS)
                .join();
    }

    private String challengeFor(String token) {
        return ((Caller.Unauthenticated) holderOf(token)).challenge();
    }

    private static JsonObject claims() {
        return new JsonObject()
                .put("iss", "https://issuer.example")
                .put("aud", "seckill")
                .put("sub", "ann")
                .put("exp", START.getEpochSecond() + 60);
    }

    private static JsonObject without(String claim) {
        JsonObject claims = claims();
        claims.remove(claim);
        return claims;
    }

    private String signedWithThePublicKeyAsSecret(String payload) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(issuer.publicPem().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed = encoded("{\"alg\":\"HS256\",\"kid\":\"key-1\"}") + "." + payload;
        return signed + "." + encoded(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    /** Two numbers as ASN.1 writes them, as others than RFC 7518 have them. */
    private static byte[] der(byte[] raw) {
        byte[] r = new BigInteger(1, Arrays.copyOf(raw, raw.length / 2)).toByteArray();
        byte[] s = new BigInteger(1, Arrays.copyOfRange(raw, raw.length / 2, raw.length)).toByteArray();
        Buffer der = Buffer.buffer().appendByte((byte) 0x30).appendByte((byte) (r.length + s.length + 4));
        der.appendByte((byte) 2).appendByte((byte) r.length).appendBytes(r);
        der.appendByte((byte) 2).appendByte((byte) s.length).appendBytes(s);
        return der.getBytes();
    }

    private static void uninterruptibly(CountDownLatch free) {
        try {
            assertThat(free.await(40, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
