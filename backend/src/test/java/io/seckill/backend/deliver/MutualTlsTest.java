package io.seckill.backend.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.seckill.backend.BackendSettings;
import io.seckill.backend.fixture.AheadTicker;
import io.seckill.backend.fixture.Ipv6;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.fixture.TestGateway;
import io.seckill.net.TlsSettings;
import io.seckill.settings.Settings;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries under mutual TLS, with certificates made here. */
class MutualTlsTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AheadTicker ticker = new AheadTicker();
    private X509Bundle authority;
    private TestGateway gateway;
    private Deliveries deliveries;

    @BeforeEach
    void open() throws Exception {
        authority = authority("CN=shop");
        TlsSettings own = tls(certificate("CN=gateway", "127.0.0.1"), authority);
        gateway = TestGateway.start(vertx, listening("127.0.0.1", own));
    }

    private static HttpServerOptions listening(String host, TlsSettings own) {
        return new HttpServerOptions()
                .setHost(host)
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(own.identity())
                .setTrustOptions(own.trusted())
                .setClientAuth(ClientAuth.REQUIRED);
    }

    @AfterEach
    void close() {
        Future<Void> closed = deliveries.close();
        ticker.advance(10); // nothing here is worth waiting for
        Stage.join(closed);
        gateway.close();
        Stage.join(vertx.close());
    }

    @Test
    void resultsTravelWhereBothSidesShowCertificatesOfOneAuthority() throws Exception {
        deliverWith(tls(certificate("CN=backend", "127.0.0.1"), authority));

        await().until(() -> gateway.results().containsKey("a"));
    }

    @Test
    void aBackendOfAnotherAuthorityIsTurnedAway() throws Exception {
        X509Bundle stranger = authority("CN=stranger");

        deliverWith(tls(stranger, authority));

        awaitGivenUp();
        assertThat(gateway.results()).isEmpty();
    }

    @Test
    void aBackendThatIsGivenTheRightCertificateWhileItRunsIsLetIn() throws Exception {
        TlsSettings stranger = tls(authority("CN=stranger"), authority);
        deliverWith(stranger);
        awaitGivenUp();
        TlsSettings right = tls(certificate("CN=backend", "127.0.0.1"), authority);

        replace(stranger.certificate(), right.certificate());
        replace(stranger.key(), right.key());

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            deliver(gateway.address());
            return gateway.results().containsKey("a");
        });
    }

    @Test
    void aGatewayIsDialledUnderTlsByItsIpv6Address() throws Exception {
        assumeTrue(Ipv6.isHere());
        TlsSettings own = tls(certificate("CN=gateway", "::1"), authority);
        try (TestGateway sixth = TestGateway.start(vertx, listening("::1", own))) {
            deliverWith(tls(certificate("CN=backend", "127.0.0.1"), authority), "[::1]:" + sixth.port());

            await().until(() -> sixth.results().containsKey("a"));
        }
    }

    private static void replace(String file, String by) throws IOException {
        Files.copy(Path.of(by), Path.of(file), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aGatewayOfAnotherAuthorityIsNotTrusted() throws Exception {
        deliverWith(tls(certificate("CN=backend", "127.0.0.1"), authority("CN=other")));

        awaitGivenUp();
        assertThat(gateway.streams()).isZero();
    }

    @Test
    void plainTextIsTurnedAway() {
        deliverWith(new TlsSettings("", "", ""));

        awaitGivenUp();
        assertThat(gateway.results()).isEmpty();
    }

    private void awaitGivenUp() {
        // By the second failure the first one's time has been noted.
        await().until(() -> count("seckill.deliver.dials.failed") + count("seckill.deliver.streams.broken") >= 2);
        ticker.advance(61);
        await().until(() -> givenUp() == 1);
    }

    private double count(String name) {
        return registry.get(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private void deliverWith(TlsSettings tls) {
        deliverWith(tls, gateway.address());
    }

    private void deliverWith(TlsSettings tls, String address) {
        DeliverySettings settings = Settings.defaults(getClass().getClassLoader(), BackendSettings.DEFAULTS)
                .section(BackendSettings.SECTION, BackendSettings.class)
                .delivery();
        deliveries = Deliveries.start(vertx, settings, tls, registry, ticker, new SplittableRandom(3));
        deliver(address);
    }

    private void deliver(String address) {
        deliveries.deliver(
                List.of(new Reply(address, Result.newBuilder().setRequestId("a").build())));
    }

    private double givenUp() {
        return registry.get("seckill.deliver.dropped")
                        .tag("kind", "given_up")
                        .counter()
                        .count()
                + registry.get("seckill.deliver.dropped")
                        .tag("kind", "unacknowledged")
                        .counter()
                        .count();
    }

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .subject(name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private X509Bundle certificate(String name, String address) throws Exception {
        return new CertificateBuilder().subject(name).addSanIpAddress(address).buildIssuedBy(authority);
    }

    private static TlsSettings tls(X509Bundle own, X509Bundle trusted) throws Exception {
        return new TlsSettings(
                path(own.toTempCertChainPem()), path(own.toTempPrivateKeyPem()), path(trusted.toTempRootCertPem()));
    }

    private static String path(File file) {
        return file.getAbsolutePath();
    }
}
