package io.seckill.gateway.resolve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.gateway.line.Line;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.DeliveryReceipt;
import io.seckill.v1.QueuePosition;
import io.seckill.v1.Receipt;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.Result;
import io.seckill.v1.ResultBatch;
import io.seckill.v1.ResultCallbackGrpcService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.health.HealthService;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC side of the callback: one instance serves one event loop's connections. */
public final class CallbackService {
    private static final Logger log = LoggerFactory.getLogger(CallbackService.class);

    private final ResultRouter router;
    private final Line line;
    private final Map<Receipt, Counter> given = new EnumMap<>(Receipt.class);
    private final Counter reports;
    private final AtomicInteger streams = new AtomicInteger(); // of all loops

    /** Delivers results into {@code router} and positions into {@code line}; counts the receipts in {@code registry}. */
    public CallbackService(ResultRouter router, Line line, MeterRegistry registry) {
        this.router = router;
        this.line = line;
        for (Receipt receipt : Receipt.values()) {
            given.put(
                    receipt,
                    Counter.builder("seckill.results")
                            .description("Results delivered to this gateway, by what became of them")
                            .tag("receipt", receipt.name().replace("RECEIPT_", ""))
                            .register(registry));
        }
        this.reports = Counter.builder("seckill.line.reports")
                .description("Words of backends on how far queues are decided")
                .register(registry);
        Gauge.builder("seckill.callback.streams", streams, AtomicInteger::get)
                .description("Result streams that backends have open")
                .register(registry);
    }

    /** How the callback's port listens: HTTP/2, under mutual TLS where configured. */
    public static HttpServerOptions listener(GatewaySettings.Callback settings) {
        HttpServerOptions options =
                new HttpServerOptions().setHost(settings.host()).setPort(settings.port());
        if (settings.tls().on()) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(settings.tls().identity())
                    .setTrustOptions(settings.tls().trusted())
                    .setClientAuth(ClientAuth.REQUIRED);
        }
        return options;
    }

    /** The request handler for one server: the service, gRPC health (by {@code ready}) and reflection. */
    public GrpcServer server(Vertx vertx, int maxMessageBytes, BooleanSupplier ready) {
        GrpcServerOptions options = new GrpcServerOptions().setMaxMessageSize(maxMessageBytes);
        // Browsers have no business here.
        List.of(GrpcProtocol.values()).stream()
                .filter(protocol -> protocol != GrpcProtocol.HTTP_2)
                .forEach(options::removeEnabledProtocol);
        GrpcServer server = GrpcServer.server(vertx, options);
        server.callHandler(ResultCallbackGrpcService.Deliver, this::deliver);
        server.callHandler(ResultCallbackGrpcService.DeliverStream, this::deliverStream);
        server.addService(HealthService.create(vertx)
                .register(ResultCallbackGrpcService.SERVICE_NAME, () -> Future.succeededFuture(ready.getAsBoolean())));
        server.addService(ReflectionService.v1());
        return server;
    }

    private void deliver(GrpcServerRequest<Result, DeliveryReceipt> call) {
        call.last()
                .compose(result -> {
                    line.delivered(List.of(result));
                    return resolve(List.of(result));
                })
                .onSuccess(receipts -> call.response()
                        .end(DeliveryReceipt.newBuilder()
                                .setReceipt(receipts.getReceipts(0))
                                .build()))
                .onFailure(broken -> log.debug("a delivery broke off", broken));
    }

    private void deliverStream(GrpcServerRequest<ResultBatch, ReceiptBatch> call) {
        new ReceiptStream(call).start();
    }

    /** One backend's stream: every batch is answered, in the order of the batches. Owned by its connection's loop. */
    private final class ReceiptStream {
        private final GrpcServerRequest<ResultBatch, ReceiptBatch> call;

        /** The answer to the latest batch. A batch whose requests all wait on this loop is resolved before earlier ones. */
        private Future<Void> latest = Future.succeededFuture();

        /** A stream that breaks may say so more than once. */
        private boolean over;

        ReceiptStream(GrpcServerRequest<ResultBatch, ReceiptBatch> call) {
            this.call = call;
        }

        void start() {
            streams.incrementAndGet();
            call.handler(batch -> {
                follow(batch.getDecidedList());
                line.delivered(batch.getResultsList());
                Future<ReceiptBatch> resolved = resolve(batch.getResultsList());
                latest = latest.compose(answered -> resolved).map(this::answer);
            });
            call.exceptionHandler(broken -> {
                log.debug("a result stream broke off", broken);
                over();
            });
            call.endHandler(end -> {
                over();
                // A backend may end its side right after a batch: the receipts of that one still go first.
                latest.onComplete(
                        answered -> call.response().status(GrpcStatus.OK).end());
            });
        }

        private void over() {
            if (!over) {
                over = true;
                streams.decrementAndGet();
            }
        }

        private @Nullable Void answer(ReceiptBatch receipts) {
            var response = call.response();
            response.write(receipts);
            // A backend that sends but does not read may not fill this gateway's memory with receipts.
            if (response.writeQueueFull()) {
                call.pause();
                response.drainHandler(drained -> call.resume());
            }
            return null;
        }
    }

    private void follow(List<QueuePosition> decided) {
        if (!decided.isEmpty()) {
            reports.increment();
            line.advance(decided);
        }
    }

    /** Brings the receipts back to the connection's own loop, on which alone its response may be written. */
    private Future<ReceiptBatch> resolve(List<Result> results) {
        Context connection = Vertx.currentContext();
        var there = Promise.<ReceiptBatch>promise();
        router.resolve(results)
                .onSuccess(receipts -> connection.runOnContext(back -> {
                    receipts.getReceiptsList().forEach(this::count);
                    there.complete(receipts);
                }));
        return there.future();
    }

    private void count(Receipt receipt) {
        Counter counter = given.get(receipt);
        if (counter != null) {
            counter.increment();
        }
    }
}
