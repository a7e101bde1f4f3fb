package io.seckill.backend.warm;

import io.seckill.v1.Receipt;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.ResultBatch;
import io.seckill.v1.ResultCallbackGrpcService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.Collections;
import java.util.concurrent.atomic.LongAdder;

/** Takes results over gRPC as a gateway does, and only counts them. */
public final class RehearsedGateway {
    private static final String HOST = "127.0.0.1";

    private final LongAdder results = new LongAdder();

    /** Listens on loopback until {@code vertx} ends: its address, as commands name it. */
    public Future<String> listen(Vertx vertx) {
        GrpcServer calls = GrpcServer.server(vertx);
        calls.callHandler(ResultCallbackGrpcService.DeliverStream, this::take);
        return vertx.createHttpServer(new HttpServerOptions().setHost(HOST).setPort(0))
                .requestHandler(calls)
                .listen()
                .map(server -> HOST + ":" + server.actualPort());
    }

    private void take(GrpcServerRequest<ResultBatch, ReceiptBatch> stream) {
        stream.handler(batch -> {
            results.add(batch.getResultsCount());
            stream.response()
                    .write(ReceiptBatch.newBuilder()
                            .addAllReceipts(Collections.nCopies(batch.getResultsCount(), Receipt.RECEIPT_RESOLVED))
                            .build());
        });
    }

    /** Results that came so far. */
    public long results() {
        return results.sum();
    }
}
