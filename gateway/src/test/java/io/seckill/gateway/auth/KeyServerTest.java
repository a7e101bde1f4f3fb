package io.seckill.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.gateway.settings.IdentitySettings;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that an identity provider serves, over a real socket. */
class KeyServerTest {
    private final Vertx vertx = Vertx.vertx();
    private final TokenMeters meters = new TokenMeters(new SimpleMeterRegistry());
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String set = "";
    private volatile String issuerSaid = "";
    private volatile int status = 200;
    private volatile boolean silent;
    private Issuer first;
    private String url;

    @BeforeEach
    void serve() throws Exception {
        first = Issuer.rsa(vertx, "key-1", 2048);
        set = Issuer.jwks(first.jwk(new JsonObject()));
        int port = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        url = "http://127.0.0.1:" + port;
        issuerSaid = url;
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/.well-known/openid-configuration")) {
            request.response()
                    .end(new JsonObject()
                            .put("issuer", issuerSaid)
                            .put("jwks_uri", url + "/keys")
                            .encode());
        } else if (silent) {
            request.response().putHeader("Content-Length", "1000").write("{");
        } else {
            asked.incrementAndGet();
            request.response()
                    .setStatusCode(status)
                    .putHeader("Location", url + "/elsewhere")
                    .end(set);
        }
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void keysAreReadFromAUrl() {
        assertThat(load(url + "/keys", "me").current().count()).isEqualTo(1);
    }

    @Test
    void anIssuerThatIsAUrlSaysWhereItsKeysAre() {
        assertThat(load("", url).current().count()).isEqualTo(1);
    }

    @Test
    void whatIsOfAnotherIssuerIsNotTaken() {
        issuerSaid = "https://other.example";

        assertThatThrownBy(() -> load("", url))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is of issuer https://other.example");
    }

    @ParameterizedTest
    @CsvSource({"500, answers 500", "302, answers 302", "200, no valid JSON"})
    void whatIsNoKeySetStopsTheStartAndIsNamed(int answer, String why) {
        status = answer;
        set = "x";

        assertThatThrownBy(() -> load(url + "/keys", "me"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(url + "/keys: " + why);
    }

    @Test
    void aServerThatFailsLeavesTheKeysAsTheyWere() {
        TrustedKeys keys = load(url + "/keys", "me");
        status = 500;
        later(KeyServer.REFRESH);
        keys.refresh();
        assertThat(keys.areUpToDate()).isFalse();
        assertThat(keys.current().count()).isEqualTo(1);

        status = 200;
        later(KeyServer.LEAST);
        keys.refresh();
        assertThat(keys.areUpToDate()).isTrue();
    }

    @Test
    void aServerThatFallsSilentAmidstItsAnswerHoldsUpNobody() throws Exception {
        TrustedKeys keys = load(url + "/keys", "me");
        BearerAuthenticator tokens = authenticator(keys);
        silent = true;
        later(KeyServer.LEAST);
        Future<Caller> unknown =
                tokens.holder("Bearer " + Issuer.rsa(vertx, "key-2", 2048).token(claims("eve")), "another");

        assertThat(holder(tokens, first)).isInstanceOf(Caller.User.class);
        assertThat(unknown.isComplete()).isFalse();
        assertThat(unknown.await(40, TimeUnit.SECONDS)).isInstanceOf(Caller.Unauthenticated.class);
        assertThat(keys.areUpToDate()).isFalse();
    }

    @Test
    void aKeyThatIsWithdrawnIsBelievedUntilTheNextQuestion() throws Exception {
        TrustedKeys keys = load(url + "/keys", "me");
        BearerAuthenticator tokens = authenticator(keys);
        Issuer second = Issuer.rsa(vertx, "key-2", 2048);
        set = Issuer.jwks(second.jwk(new JsonObject()));
        assertThat(holder(tokens, first)).isInstanceOf(Caller.User.class);

        later(KeyServer.REFRESH);
        keys.refresh();

        assertThat(holder(tokens, first)).isInstanceOf(Caller.Unauthenticated.class);
        assertThat(holder(tokens, second)).isInstanceOf(Caller.User.class);
    }

    @Test
    void theFirstTokenOfANewKeyIsBelieved() throws Exception {
        BearerAuthenticator tokens = authenticator(load(url + "/keys", "me"));
        Issuer second = Issuer.rsa(vertx, "key-2", 2048);
        set = Issuer.jwks(first.jwk(new JsonObject()), second.jwk(new JsonObject()));
        later(KeyServer.LEAST);

        assertThat(holder(tokens, second)).isInstanceOf(Caller.User.class);
        assertThat(holder(tokens, first)).isInstanceOf(Caller.User.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void tokensThatNameUnknownKeysHaveTheServerAskedOnceAndAreForgotten() throws Exception {
        BearerAuthenticator tokens = authenticator(load(url + "/keys", "me"));
        Issuer second = Issuer.rsa(vertx, "key-2", 2048);
        later(KeyServer.LEAST);
        for (int i = 0; i < 10; i++) {
            assertThat(holder(tokens, second)).isInstanceOf(Caller.Unauthenticated.class);
        }
        assertThat(asked).hasValue(2);

        set = Issuer.jwks(second.jwk(new JsonObject()));
        later(KeyServer.LEAST);

        assertThat(holder(tokens, second)).isInstanceOf(Caller.User.class);
    }

    @Test
    void manyFirstTokensOfANewKeyWaitForOneAnswer() throws Exception {
        BearerAuthenticator tokens = authenticator(load(url + "/keys", "me"));
        Issuer second = Issuer.rsa(vertx, "key-2", 2048);
        set = Issuer.jwks(second.jwk(new JsonObject()));
        later(KeyServer.LEAST);

        List<Future<Caller>> holders = IntStream.range(0, 50)
                .mapToObj(user -> tokens.holder("Bearer " + second.token(claims("user-" + user)), user))
                .toList();

        Future.join(holders).await(40, TimeUnit.SECONDS);
        assertThat(holders).allMatch(holder -> holder.result() instanceof Caller.User);
        assertThat(asked).hasValue(2);
    }

    private void later(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private BearerAuthenticator authenticator(TrustedKeys keys) {
        return new BearerAuthenticator(vertx, keys, new VerificationQueue(vertx, 2), InstantSource.system(), meters);
    }

    private Caller holder(BearerAuthenticator tokens, Issuer issuer) throws Exception {
        return tokens.holder("Bearer " + issuer.token(claims("ann")), this).await(40, TimeUnit.SECONDS);
    }

    private static JsonObject claims(String user) {
        return new JsonObject()
                .put("iss", "me")
                .put("aud", "seckill")
                .put("sub", user)
                .put("exp", Instant.now().getEpochSecond() + 3600);
    }

    private TrustedKeys load(String jwks, String issuer) {
        IdentitySettings settings = new IdentitySettings(
                "jwt", List.of(), jwks, List.of(), List.of("RS256"), issuer, "seckill", "seckill:admin");
        return TrustedKeys.load(settings, InstantSource.system(), nanos::get);
    }
}
