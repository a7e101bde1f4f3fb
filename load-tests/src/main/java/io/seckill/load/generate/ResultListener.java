package io.seckill.load.generate;

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
import java.util.function.Function;

/** The address that a backend calls back, of somebody who is no gateway. */
public final class ResultListener extends ResultCallbackService {
    private final Function<Result, Receipt> resolve;

    /** {@code resolve} takes each result, on the event loop of the server. */
    public ResultListener(Function<Result, Receipt> resolve) {
        this.resolve = resolve;
    }

    /** Listens at {@code port} of the loopback address. */
    public Future<HttpServer> listen(Vertx vertx, int port) {
        GrpcServer grpc = GrpcServer.server(vertx);
        grpc.addService(ResultCallbackGrpcService.of(this));
        return vertx.createHttpServer().requestHandler(grpc).listen(port, "127.0.0.1");
    }

    @Override
    public Future<DeliveryReceipt> deliver(Result result) {
        return Future.succeededFuture(
                DeliveryReceipt.newBuilder().setReceipt(resolve.apply(result)).build());
    }

    @Override
    protected void deliverStream(ReadStream<ResultBatch> results, WriteStream<ReceiptBatch> receipts) {
        results.handler(batch -> {
            ReceiptBatch.Builder answers = ReceiptBatch.newBuilder();
            batch.getResultsList().forEach(result -> answers.addReceipts(resolve.apply(result)));
            receipts.write(answers.build());
        });
        results.endHandler(end -> receipts.end());
    }
}
