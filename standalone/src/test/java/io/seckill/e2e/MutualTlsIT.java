package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.HandmadeBackend;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.grpc.client.GrpcClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The callback under mutual TLS: only who shows a certificate of the right authority may deliver. */
class MutualTlsIT {
    @TempDir
    private Path folder;

    private final Cluster cluster = Cluster.empty("gateway.purchase.defaultWait=20s");
    private X509Bundle authority;

    @BeforeEach
    void issue() throws Exception {
        authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aPurchaseGoesThroughBetweenTwoWhoKnowEachOther() throws Exception {
        cluster.startBackend(tls("backend.tls", "backend", authority));
        cluster.startGateway(tls("gateway.callback.tls", "gateway", authority));
        cluster.openSale("phone", SaleTerms.open(10));

        assertThat(Now.get(cluster.shop(0).buy("ann", "phone")).outcome()).isEqualTo("201");

        Guarantee.checkAll(cluster.evidence());
    }
}
