package io.seckill.load.rival;

import io.seckill.v1.DeliveryReceipt;
import io.seckill.v1.Receipt;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.Result;
import io.seckill.v1.ResultBatch;
import io.seckill.v1.ResultCallbackGrpcService;
import io.seckill.v1.ResultCallbackService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.GrpcServer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The blocking gateway's callback: wakes the thread that waits for a result. Bounded by the number of threads. */
final class WaitingThreads extends ResultCallbackService {
    private final Map<String, CompletableFuture<Result>> pending = new ConcurrentHashMap<>();

    CompletableFuture<Result> register(String requestId) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        pending.put(requestId, result);
        return result;
    }

    void forget(String requestId) {
        pending.remove(requestId);
    }

    Future<HttpServer> listen(Vertx vertx, int port) {
        GrpcServer grpc = GrpcServer.server(vertx);
        grpc.addService(ResultCallbackGrpcService.of(this));
        return vertx.createHttpServer().requestHandler(grpc).listen(port, "127.0.0.1");
    }

    @Override
    public Future<DeliveryReceipt> deliver(Result result) {
        return Future.succeededFuture(
                DeliveryReceipt.newBuilder().setReceipt(resolve(result)).build());
    }

    @Override
    protected void deliverStream(ReadStream<ResultBatch> results, WriteStream<ReceiptBatch> receipts) {
        results.handler(batch -> {
            ReceiptBatch.Builder answers = ReceiptBatch.newBuilder();
            batch.getResultsList().forEach(result -> answers.addReceipts(resolve(result)));
            receipts.write(answers.build());
        });
        results.endHandler(end -> receipts.end());
    }

    private Receipt resolve(Result result) {
        CompletableFuture<Result> waiting = pending.remove(result.getRequestId());
        return waiting != null && waiting.complete(result) ? Receipt.RECEIPT_RESOLVED : Receipt.RECEIPT_UNKNOWN;
    }
}
