package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.e2e.cluster.Certificates;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.gateway.Gateway;
import io.seckill.net.TlsSettings;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ports of a gateway, and a backend's, under TLS. The sale is opened at another one, whose management port has none. */
class TlsIT {
    private final Certificates authority;
    private final TlsSettings own;

    @AutoClose
    private final Cluster cluster = Cluster.empty();

    TlsIT(@TempDir Path folder) throws Exception {
        this.authority = new Certificates(folder);
        this.own = authority.issue("gateway");
        cluster.startBackend(Certificates.mutual("backend.tls", authority.issue("backend")));
        cluster.startGateway(Certificates.mutual("gateway.callback.tls", own));
        cluster.openSale("phone", SaleTerms.open(1_000_000));
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aBuyerIsServedInEitherVersionOfHttp(HttpVersion version) {
        int port = start(Certificates.server("gateway.http.tls", own)).httpPort();

        assertThat(buy(client(version), port, "ann")).isEqualTo(version + " 201");
    }

    @Test
    void wherePlainTextIsSpokenNobodyIsServed() {
        int port = start(Certificates.server("gateway.http.tls", own)).httpPort();

        assertThat(buy(cluster.caller().vertx().createHttpClient(), port, "ann"))
                .startsWith("refused");
    }

    @Test
    void aCipherWithoutAuthenticatedEncryptionIsRefused() throws Exception {
        int port = start(Certificates.server("gateway.http.tls", own)).httpPort();
        try (SSLSocket socket = Certificates.socket(port)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
        try (SSLSocket socket = Certificates.socket(port)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite())
                    .startsWith("TLS_ECDHE_ECDSA_WITH_")
                    .contains("GCM");
        }
    }

    @Test
    void withTrustOnlyWhoShowsACertificateIsServed() throws Exception {
        int port = start(Certificates.mutual("gateway.http.tls", own)).httpPort();
        TlsSettings balancer = authority.issue("balancer");
        HttpClient known = cluster.caller()
                .vertx()
                .createHttpClient(options(HttpVersion.HTTP_2).setKeyCertOptions(balancer.identity()));

        assertThat(buy(client(HttpVersion.HTTP_2), port, "ann")).startsWith("refused");
        assertThat(buy(known, port, "ann")).isEqualTo("HTTP_2 201");
    }

    private Gateway start(String[]... sections) {
        int number =
                cluster.startGatewayWithoutBroker(all(all(sections), Certificates.mutual("gateway.callback.tls", own)));
        Now.get(cluster.gateway(number).ready());
        return cluster.gateway(number);
    }

    private static String[] all(String[]... sections) {
        return Stream.of(sections).flatMap(Stream::of).toArray(String[]::new);
    }

    /** Version and status of the answer, or "refused" and why. */
    private String buy(HttpClient client, int port, String user) {
        return Now.get(cluster.caller()
                .onLoop(() -> client.request(HttpMethod.POST, port, "127.0.0.1", "/v1/items/phone/purchases")
                        .compose(request -> {
                            request.headers().addAll(Map.of("X-User-Id", user));
                            return request.send();
                        })
                        .compose(response ->
                                response.end().map(read -> response.request().version() + " " + response.statusCode())))
                .recover(failure -> Future.succeededFuture("refused: " + failure)));
    }

    private HttpClient client(HttpVersion version) {
        return cluster.caller().vertx().createHttpClient(options(version));
    }

    private HttpClientOptions options(HttpVersion version) {
        return new HttpClientOptions()
                .setProtocolVersion(version)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustOptions(own.trusted());
    }
}
