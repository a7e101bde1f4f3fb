package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.NetUtil;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.HandmadeBackend;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.settings.TlsSettings;
import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.client.GrpcClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The callback under mutual TLS: only who shows a certificate of the right authority may deliver. */
class MutualTlsIT {
    private static final Result FORGERY = Result.newBuilder()
            .setRequestId("0123456789abcdef0123456789abcdef")
            .setGatewayEpoch(1)
            .build();

    private final Path folder;
    private final X509Bundle authority = authority();
    private final Cluster cluster = Cluster.empty();

    MutualTlsIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aPurchaseGoesThroughBetweenTwoWhoKnowEachOther() throws Exception {
        cluster.startBackend(overrides("backend.tls", issue("backend", authority)));
        cluster.startGateway(overrides("gateway.callback.tls", issue("gateway", authority)));
        cluster.openSale("phone", SaleTerms.open(10));

        assertThat(Now.get(cluster.shop(0).buyWaiting("ann", "phone", 20)).outcome())
                .isEqualTo("201");

        Guarantee.checkAll(cluster.evidence());
    }

    @Test
    void aPurchaseGoesThroughByIpv6() throws Exception {
        assumeTrue(hasIpv6Loopback());
        cluster.startBackend(overrides("backend.tls", issue("backend", authority)));
        String[] tls = overrides("gateway.callback.tls", issue("gateway", authority));
        cluster.startGateway(tls[0], tls[1], tls[2], "gateway.callback.host=::1");
        cluster.openSale("phone", SaleTerms.open(10));

        assertThat(Now.get(cluster.shop(0).buyWaiting("ann", "phone", 20)).outcome())
                .isEqualTo("201");
    }

    private static boolean hasIpv6Loopback() {
        try (var socket = new ServerSocket(0, 1, NetUtil.LOCALHOST6)) {
            return socket.isBound();
        } catch (IOException none) {
            return false;
        }
    }

    @Test
    void aCertificateOfTheRightAuthorityOpensTheDoor() throws Exception {
        cluster.startGateway(overrides("gateway.callback.tls", issue("gateway", authority)));
        assertThat(deliver(showing(issue("backend", authority)))).isEqualTo(Receipt.RECEIPT_WRONG_EPOCH.name());
    }

    @Test
    void aCertificateOfAnotherAuthorityDoesNot() throws Exception {
        cluster.startGateway(overrides("gateway.callback.tls", issue("gateway", authority)));
        assertThat(deliver(showing(issue("stranger", authority())))).isEqualTo("refused");
    }

    @Test
    void anAuthorityThatIsAddedWhileTheGatewayRunsIsBelieved() throws Exception {
        TlsSettings gateway = issue("gateway", authority);
        X509Bundle another = authority();
        HttpClientOptions stranger = showing(issue("stranger", another));
        cluster.startGateway(overrides("gateway.callback.tls", gateway));
        assertThat(deliver(stranger)).isEqualTo("refused");

        Files.writeString(Path.of(gateway.trust()), authority.getCertificatePEM() + another.getCertificatePEM());

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> deliver(stranger).equals(Receipt.RECEIPT_WRONG_EPOCH.name()));
    }

    @Test
    void noCertificateDoesNot() throws Exception {
        TlsSettings gateway = issue("gateway", authority);
        cluster.startGateway(overrides("gateway.callback.tls", gateway));
        assertThat(deliver(encrypted(gateway))).isEqualTo("refused");
    }

    @Test
    void plainTextDoesNot() throws Exception {
        cluster.startGateway(overrides("gateway.callback.tls", issue("gateway", authority)));
        assertThat(deliver(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)))
                .isEqualTo("refused");
    }

    /** The receipt, or "refused" where there was no talking to the gateway. */
    private String deliver(HttpClientOptions options) {
        GrpcClient grpc = GrpcClient.client(cluster.caller().vertx(), options);
        String address = "127.0.0.1:" + cluster.gateway(0).callbackPort();
        return Now.get(cluster.caller()
                .onLoop(() -> HandmadeBackend.to(grpc, address).deliver(FORGERY))
                .map(receipt -> receipt.getReceipt().name())
                .otherwise("refused"));
    }

    private static HttpClientOptions encrypted(TlsSettings trust) {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustOptions(trust.trusted());
    }

    /** Shows the certificate of {@code identity} and believes the right authority, whoever issued the former. */
    private HttpClientOptions showing(TlsSettings identity) throws Exception {
        return encrypted(write("any", authority)).setKeyCertOptions(identity.identity());
    }

    private static X509Bundle authority() throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private TlsSettings issue(String name, X509Bundle by) throws Exception {
        return write(
                name,
                new CertificateBuilder()
                        .ecp256()
                        .subject("CN=" + name)
                        .addSanIpAddress("127.0.0.1")
                        .addSanIpAddress("::1")
                        .buildIssuedBy(by));
    }

    private TlsSettings write(String name, X509Bundle bundle) throws Exception {
        return new TlsSettings(
                Files.writeString(folder.resolve(name + ".crt"), bundle.getCertificatePathPEM())
                        .toString(),
                Files.writeString(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM())
                        .toString(),
                Files.writeString(folder.resolve(name + "-trust.crt"), authority.getCertificatePEM())
                        .toString());
    }

    private static String[] overrides(String section, TlsSettings tls) {
        return new String[] {
            section + ".certificate=" + tls.certificate(),
            section + ".key=" + tls.key(),
            section + ".trust=" + tls.trust()
        };
    }
}
