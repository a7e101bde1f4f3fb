package io.seckill.gateway.resolve;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.DeliveryReceipt;
import io.seckill.v1.Receipt;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.Result;
import io.seckill.v1.ResultBatch;
import io.seckill.v1.ResultCallbackGrpcService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.reflection.v1.ServerReflectionProto;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The gRPC side of the callback; shared by all event loops. */
public final class CallbackService {
    /** A backend of ours shows a sign of life every 15 s, and may be set to do so every 30 s. */
    /** Of one message; backends keep their batches below it, and it is what gRPC's readers here take by default. */
    private static final int MAX_MESSAGE_BYTES = 256 * 1024;

    private static final int IDLE_SECONDS = 60;

    /** Results and positions of one batch: small ones would cost far more memory than the bytes that they arrive in. */
    private static final int MAX_FIELDS = 20_000;

    private final ResultRouter router;
    private final Backlog backlog;
    private final CallbackLimits limits;
    private final Map<Receipt, Counter> given = new EnumMap<>(Receipt.class);
    private final Counter reports;
    private final AtomicInteger streams = new AtomicInteger();

    /** Delivers results into {@code router} and positions into {@code backlog}; counts the receipts in {@code registry}. */
    public CallbackService(ResultRouter router, Backlog backlog, MeterRegistry registry) {
        this.router = router;
        this.backlog = backlog;
        this.limits = new CallbackLimits(registry);
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
        return settings.tls()
                .serve(new HttpServerOptions()
                        .setHost(settings.host())
                        .setPort(settings.port())
                        .setIdleTimeout(IDLE_SECONDS)
                        .setTcpKeepAlive(true)
                        .setTracingPolicy(TracingPolicy.IGNORE)
                        .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(CallbackLimits.MAX_STREAMS)));
    }

    /** A server of the current event loop, not yet listening: results, gRPC health (by {@code ready}) and reflection. */
    public HttpServer server(Vertx vertx, HttpServerOptions listener, BooleanSupplier ready) {
        GrpcServerOptions options = new GrpcServerOptions().setMaxMessageSize(MAX_MESSAGE_BYTES);
        // Browsers have no business here.
        List.of(GrpcProtocol.values()).stream()
                .filter(protocol -> protocol != GrpcProtocol.HTTP_2)
                .forEach(options::removeEnabledProtocol);
        GrpcServer calls = GrpcServer.server(vertx, options);
        calls.callHandler(ResultCallbackGrpcService.Deliver, this::deliver);
        calls.callHandler(ResultCallbackGrpcService.DeliverStream, request -> new ResultStream(request).start());
        new HealthCalls(vertx, ready, limits.meters()).bind(calls);
        new ReflectionCalls(
                        List.of(
                                ResultCallbackGrpcService.SERVICE_DESCRIPTOR,
                                HealthProto.getDescriptor().findServiceByName("Health"),
                                ServerReflectionProto.getDescriptor().findServiceByName("ServerReflection")),
                        limits.meters())
                .bind(calls);
        return vertx.createHttpServer(listener)
                .exceptionHandler(limits::handshakeFailed)
                .connectionHandler(limits::admit)
                .requestHandler(limits.before(calls));
    }

    private void deliver(GrpcServerRequest<Result, DeliveryReceipt> request) {
        var call = new GrpcCall<>(request, Result::parseFrom, limits.meters());
        call.readOne(result -> {
            backlog.delivered(ofThisLife(List.of(result)));
            resolve(List.of(result))
                    .onSuccess(receipts -> call.end(DeliveryReceipt.newBuilder()
                            .setReceipt(receipts.getReceipts(0))
                            .build()));
        });
    }

    private static ResultBatch readBatch(byte[] message) throws InvalidProtocolBufferException {
        CodedInputStream fields = CodedInputStream.newInstance(message);
        try {
            int count = 0;
            for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
                if (++count > MAX_FIELDS) {
                    throw new InvalidProtocolBufferException("more than " + MAX_FIELDS + " results and positions");
                }
                fields.skipField(tag);
            }
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidProtocolBufferException(e);
        }
        return ResultBatch.parseFrom(message);
    }

    /** One backend's stream: every batch is answered, in the order of the batches. Owned by its connection's loop. */
    private final class ResultStream {
        private final GrpcCall<ResultBatch, ReceiptBatch> call;

        /** The answer to the latest batch. A batch whose requests all wait on this loop is resolved before earlier ones. */
        private Future<Void> latest = Future.succeededFuture();

        /** Whoever knows this life's epoch reads the commands; others are not believed how far the queues are. */
        private boolean knowsTheEpoch;

        ResultStream(GrpcServerRequest<ResultBatch, ReceiptBatch> request) {
            this.call = new GrpcCall<>(request, CallbackService::readBatch, limits.meters());
        }

        void start() {
            streams.incrementAndGet();
            call.whenOver(streams::decrementAndGet);
            // A backend may end its side right after a batch: the receipts of that one still go first.
            call.read(this::take, () -> latest.onComplete(answered -> call.end()));
        }

        private void take(ResultBatch batch) {
            List<Result> believable = ofThisLife(batch.getResultsList());
            knowsTheEpoch |= !believable.isEmpty() || router.isOfThisLife(batch.getGatewayEpoch());
            backlog.delivered(believable);
            if (knowsTheEpoch && batch.getDecidedCount() > 0) {
                reports.increment();
                backlog.advance(batch.getDecidedList());
            }
            Future<ReceiptBatch> resolved = resolve(batch.getResultsList());
            latest = latest.compose(answered -> resolved).map(receipts -> {
                call.write(receipts);
                return null;
            });
        }
    }

    private List<Result> ofThisLife(List<Result> results) {
        return results.stream()
                .filter(result -> router.isOfThisLife(result.getGatewayEpoch()))
                .toList();
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
