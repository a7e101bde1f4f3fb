package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.util.NetUtil;
import io.seckill.e2e.cluster.Certificates;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.HandmadeBackend;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.net.TlsSettings;
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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The callback under mutual TLS: only who shows a certificate of the right authority may deliver. */
class MutualTlsIT {
    private static final Result FORGERY = Result.newBuilder()
            .setRequestId("0123456789abcdef0123456789abcdef")
            .setGatewayEpoch(1)
            .build();

    private final Path folder;
    private final Certificates authority;

    @AutoClose
    private final Cluster cluster = Cluster.empty();

    MutualTlsIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.authority = new Certificates(folder);
    }

    @Test
    void aPurchaseGoesThroughBetweenTwoWhoKnowEachOther() throws Exception {
        cluster.startBackend(Certificates.mutual("backend.tls", authority.issue("backend")));
        cluster.startGateway(Certificates.mutual("gateway.callback.tls", authority.issue("gateway")));
        cluster.openSale("phone", SaleTerms.open(10));

        assertThat(Now.get(cluster.shop(0).buyWaiting("ann", "phone", 20)).outcome())
                .isEqualTo("201");

        Guarantee.checkAll(cluster.evidence());
    }

    @Test
    void aPurchaseGoesThroughByIpv6() throws Exception {
        assumeTrue(hasIpv6Loopback());
        cluster.startBackend(Certificates.mutual("backend.tls", authority.issue("backend")));
        String[] tls = Certificates.mutual("gateway.callback.tls", authority.issue("gateway"));
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
        cluster.startGateway(Certificates.mutual("gateway.callback.tls", authority.issue("gateway")));
        assertThat(deliver(showing(authority.issue("backend")))).isEqualTo(Receipt.RECEIPT_WRONG_EPOCH.name());
    }

    @Test
    void aCertificateOfAnotherAuthorityDoesNot() throws Exception {
        cluster.startGateway(Certificates.mutual("gateway.callback.tls", authority.issue("gateway")));
        assertThat(deliver(showing(another().issue("stranger", authority)))).isEqualTo("refused");
    }

    @Test
    void anAuthorityThatIsAddedWhileTheGatewayRunsIsBelieved() throws Exception {
        TlsSettings gateway = authority.issue("gateway");
        Certificates another = another();
        HttpClientOptions stranger = showing(another.issue("stranger", authority));
        cluster.startGateway(Certificates.mutual("gateway.callback.tls", gateway));
        assertThat(deliver(stranger)).isEqualTo("refused");

        Files.writeString(Path.of(gateway.trust()), authority.pem() + another.pem());

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> deliver(stranger).equals(Receipt.RECEIPT_WRONG_EPOCH.name()));
    }

    @Test
    void noCertificateDoesNot() throws Exception {
        TlsSettings gateway = authority.issue("gateway");
        cluster.startGateway(Certificates.mutual("gateway.callback.tls", gateway));
        assertThat(deliver(encrypted(gateway))).isEqualTo("refused");
    }

    @Test
    void plainTextDoesNot() throws Exception {
        cluster.startGateway(Certificates.mutual("gateway.callback.tls", authority.issue("gateway")));
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

    private static HttpClientOptions showing(TlsSettings identity) {
        return encrypted(identity).setKeyCertOptions(identity.identity());
    }

    private Certificates another() throws Exception {
        return new Certificates(Files.createDirectory(folder.resolve("another")));
    }
}
