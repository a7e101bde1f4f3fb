package io.seckill.backend.deliver;

import io.seckill.net.HostPort;
import io.seckill.net.TlsFiles;
import io.seckill.net.TlsSettings;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.ResultBatch;
import io.seckill.v1.ResultCallbackGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;

/** Opens streams to gateways. */
@FunctionalInterface
interface Dialler {
    /** How long a connection may take to open: more than a second try of a lost packet. */
    int CONNECT_TIMEOUT_MS = 2_000;

    /**
     * A stream to {@code gateway}, not yet written to, on a connection of its own that ends with it; fails where nobody
     * answers there.
     */
    Future<GrpcClientRequest<ResultBatch, ReceiptBatch>> dial(SocketAddress gateway);

    /**
     * Dials over HTTP/2, past the client's pool: a pool would put a new stream onto the connection that has just proved
     * dead, or behind one that never opens. No deadline runs on a stream. Under {@code tls} both sides show
     * certificates, and the gateway's must name the host dialled; the files are followed while the backend runs.
     */
    static Dialler overHttp(Vertx vertx, TlsSettings tls) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setConnectTimeout(CONNECT_TIMEOUT_MS);
        if (tls.on()) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(tls.identity())
                    .setTrustOptions(tls.trusted());
        }
        HttpClientAgent http = vertx.createHttpClient(options);
        if (tls.on()) {
            TlsFiles.follow(
                    vertx,
                    tls,
                    TlsFiles.LOOK_EVERY,
                    files -> http.updateSSLOptions(new ClientSSLOptions()
                            .setKeyCertOptions(files.identity())
                            .setTrustOptions(files.trusted())));
        }
        return gateway -> http.connect(connectTo(gateway))
                .compose(connection -> GrpcClient.client(vertx, connection)
                        .request(ResultCallbackGrpcClient.DeliverStream)
                        .onFailure(failure -> connection.close()));
    }

    /** The {@code :authority} of each call is made of the host named here, which an IPv6 address must be in brackets for. */
    private static HttpConnectOptions connectTo(SocketAddress gateway) {
        return new HttpConnectOptions().setServer(gateway).setHost(HostPort.bracketed(gateway.host()));
    }
}
