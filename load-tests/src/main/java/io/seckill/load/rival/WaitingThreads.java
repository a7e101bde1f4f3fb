package io.seckill.load.rival;

import io.seckill.load.generate.ResultListener;
import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The blocking gateway's callback: wakes the thread that waits for a result. Bounded by the number of threads. */
final class WaitingThreads {
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
        return new ResultListener(this::resolve).listen(vertx, port);
    }

    private Receipt resolve(Result result) {
        CompletableFuture<Result> waiting = pending.remove(result.getRequestId());
        return waiting != null && waiting.complete(result) ? Receipt.RECEIPT_RESOLVED : Receipt.RECEIPT_UNKNOWN;
    }
}
