package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Certificates;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.TokenIssuer;
import io.seckill.gateway.Gateway;
import io.seckill.net.TlsSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and certificates are replaced in the midst of a sale: no process restarts, and no buyer is refused. */
class RotationIT {
    private static final long EVERY_MILLIS = 40;

    private final Certificates authority;
    private final TlsSettings gatewaysOwn;
    private final TlsSettings backendsOwn;

    @AutoClose
    private final Cluster cluster = Cluster.empty();

    private final Vertx vertx = cluster.caller().vertx();
    private final TokenIssuer oldKey = new TokenIssuer(vertx, "key-1");
    private final TokenIssuer newKey = new TokenIssuer(vertx, "key-2");
    private final HttpClient asking;
    private final AtomicInteger sent = new AtomicInteger();
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();

    private volatile String served = oldKey.jwks();
    private volatile TokenIssuer signing = oldKey;

    RotationIT(@TempDir Path folder) throws Exception {
        authority = new Certificates(folder);
        gatewaysOwn = authority.issue("gateway");
        backendsOwn = authority.issue("backend");
        asking = vertx.createHttpClient(options(HttpVersion.HTTP_2));
    }

    @Test
    void keysAndAllCertificatesAreReplacedWhileBuyersCome() throws Exception {
        Gateway gateway = startAll();
        List<Integer> ports = List.of(
                gateway.httpPort(), gateway.managementPort(), gateway.callbackPort(), cluster.backendManagementPort(0));
        List<BigInteger> before = ports.stream().map(Certificates::serialAt).toList();
        long buyers = startBuyers(gateway.httpPort());

        served = oldKey.jwks(newKey);
        authority.issue("gateway");
        authority.issue("backend");
        await("new certificates")
                .atMost(Duration.ofSeconds(60))
                .until(() -> ports.stream().map(Certificates::serialAt).noneMatch(before::contains));
        signing = newKey;
        int withOldKey = sent.get();
        await("buyers with the new key").until(() -> answered.size() > withOldKey + 25);
        served = newKey.jwks();
        TokenIssuer stranger = new TokenIssuer(vertx, "key-3"); // for its sake the keys are asked for at once
        await("the old key is gone")
                .atMost(Duration.ofSeconds(60))
                .until(() -> isRefused(gateway, stranger) && isRefused(gateway, oldKey));
        int withNewKeyAlone = sent.get();
        await("buyers with the new key alone").until(() -> answered.size() > withNewKeyAlone + 25);

        vertx.cancelTimer(buyers);
        await("all answers").until(() -> answered.size() == sent.get());
        assertThat(answered).containsOnly("HTTP_1_1 201", "HTTP_2 201");
        assertThat(cluster.ledger().orders()).hasSize(sent.get());
    }

    /** A gateway where tokens are asked for, beside one whose management port needs none and opens the sale. */
    private Gateway startAll() {
        int keys = Now.get(vertx.createHttpServer()
                        .requestHandler(request -> request.response().end(served))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        cluster.startBackend(all(
                Certificates.mutual("backend.tls", backendsOwn),
                Certificates.server("backend.management.tls", backendsOwn)));
        cluster.startGateway(Certificates.mutual("gateway.callback.tls", gatewaysOwn));
        cluster.openSale("phone", SaleTerms.open(1_000_000));
        int number = cluster.startGatewayWithoutBroker(all(
                Certificates.server("gateway.http.tls", gatewaysOwn),
                Certificates.server("gateway.management.tls", gatewaysOwn),
                Certificates.mutual("gateway.callback.tls", gatewaysOwn),
                new String[] {
                    "gateway.identity.mode=jwt",
                    "gateway.identity.jwks=http://127.0.0.1:" + keys + "/jwks.json",
                    "gateway.identity.issuer=" + TokenIssuer.ISSUER,
                    "gateway.identity.audience=" + TokenIssuer.AUDIENCE
                }));
        Now.get(cluster.gateway(number).ready());
        return cluster.gateway(number);
    }

    private static String[] all(String[]... sections) {
        return Stream.of(sections).flatMap(Stream::of).toArray(String[]::new);
    }

    /** One after the other, on a connection that stays, over HTTP/1.1 and HTTP/2, and on a new one; returns the timer. */
    private long startBuyers(int port) {
        List<HttpClient> clients = List.of(
                vertx.createHttpClient(options(HttpVersion.HTTP_1_1)),
                vertx.createHttpClient(options(HttpVersion.HTTP_2)),
                vertx.createHttpClient(options(HttpVersion.HTTP_1_1).setKeepAlive(false)));
        return vertx.setPeriodic(EVERY_MILLIS, tick -> {
            int number = sent.getAndIncrement();
            RequestOptions purchase = to(port, signing.token("buyer-" + number))
                    .setMethod(HttpMethod.POST)
                    .setURI("/v1/items/phone/purchases")
                    .putHeader("Prefer", "wait=20");
            call(clients.get(number % clients.size()), purchase)
                    .onComplete(answer -> answered.add(
                            answer.succeeded()
                                    ? answer.result()
                                    : answer.cause().toString()));
        });
    }

    /** Version and status of the answer. */
    private static Future<String> call(HttpClient client, RequestOptions options) {
        return client.request(options)
                .compose(request -> request.send())
                .compose(response ->
                        response.end().map(read -> response.request().version() + " " + response.statusCode()));
    }

    private boolean isRefused(Gateway gateway, TokenIssuer signer) {
        RequestOptions lookup = to(gateway.httpPort(), signer.token("ann"))
                .setMethod(HttpMethod.GET)
                .setURI("/v1/items/phone/purchases/0123456789abcdef0123456789abcdef");
        return Now.get(cluster.caller().onLoop(() -> call(asking, lookup))).equals("HTTP_2 401");
    }

    private static RequestOptions to(int port, String token) {
        return new RequestOptions().setHost("127.0.0.1").setPort(port).putHeader("Authorization", "Bearer " + token);
    }

    private HttpClientOptions options(HttpVersion version) {
        return new HttpClientOptions()
                .setProtocolVersion(version)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustOptions(gatewaysOwn.trusted());
    }
}
