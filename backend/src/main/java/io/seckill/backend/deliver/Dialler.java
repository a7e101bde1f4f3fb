package io.seckill.backend.deliver;

import io.seckill.settings.TlsSettings;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.ResultBatch;
import io.seckill.v1.ResultCallbackGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;

/** Opens streams to gateways. */
@FunctionalInterface
interface Dialler {
    /** A stream to {@code gateway}, not yet written to; fails where nobody answers there. */
    Future<GrpcClientRequest<ResultBatch, ReceiptBatch>> dial(SocketAddress gateway);

    /**
     * Dials over HTTP/2, one connection per gateway, since one stream is all that it carries; no deadline ever runs
     * on it. Under {@code tls} both sides show certificates and the gateway's must name the host dialled.
     */
    static Dialler overHttp(Vertx vertx, DeliverySettings settings, TlsSettings tls) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setConnectTimeout((int) settings.connectTimeout().toMillis());
        if (tls.on()) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(tls.identity())
                    .setTrustOptions(tls.trusted());
        }
        PoolOptions onePerGateway = new PoolOptions().setHttp2MaxSize(1);
        HttpClient http = vertx.createHttpClient(options, onePerGateway);
        GrpcClient grpc = GrpcClient.client(vertx, http);
        return gateway -> grpc.request(gateway, ResultCallbackGrpcClient.DeliverStream);
    }
}
