package io.seckill.gateway.resolve;

import io.seckill.v1.ResultCallbackGrpcService;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthListRequest;
import io.vertx.grpc.health.v1.HealthListResponse;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;
import java.util.function.BooleanSupplier;

/** gRPC health. The library's own repeats to its watchers what has not changed, and leaves what it cannot read unanswered. */
final class HealthCalls {
    static final String NAME = "grpc.health.v1.Health";

    private static final ServiceName SERVICE = ServiceName.create(NAME);
    private static final long LOOK_EVERY_MILLIS = 1_000;

    /** The server as a whole, and this service: who hears the answer knows that they are there. */
    private static final List<String> ALWAYS = List.of("", NAME);

    private final Vertx vertx;
    private final BooleanSupplier ready;
    private final CallMeters meters;

    HealthCalls(Vertx vertx, BooleanSupplier ready, CallMeters meters) {
        this.vertx = vertx;
        this.ready = ready;
        this.meters = meters;
    }

    void bind(GrpcServer server) {
        GrpcMessageDecoder<HealthCheckRequest> check = GrpcMessageDecoder.decoder(HealthCheckRequest.newBuilder());
        GrpcMessageEncoder<HealthCheckResponse> status = GrpcMessageEncoder.encoder();
        server.callHandler(ServiceMethod.server(SERVICE, "Check", status, check), this::check);
        server.callHandler(ServiceMethod.server(SERVICE, "Watch", status, check), this::watch);
        server.callHandler(
                ServiceMethod.server(
                        SERVICE,
                        "List",
                        GrpcMessageEncoder.<HealthListResponse>encoder(),
                        GrpcMessageDecoder.decoder(HealthListRequest.newBuilder())),
                this::list);
    }

    private void check(GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> request) {
        var call = new GrpcCall<>(request, HealthCheckRequest::parseFrom, meters);
        call.readOne(asked -> {
            ServingStatus status = statusOf(asked.getService());
            if (status == ServingStatus.SERVICE_UNKNOWN) {
                call.refuse(GrpcStatus.NOT_FOUND, "no such service");
            } else {
                call.end(saying(status));
            }
        });
    }

    private void watch(GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> request) {
        var call = new GrpcCall<>(request, HealthCheckRequest::parseFrom, meters);
        call.readOne(asked -> new Watch(call, asked.getService()).begin());
    }

    private void list(GrpcServerRequest<HealthListRequest, HealthListResponse> request) {
        var call = new GrpcCall<>(request, HealthListRequest::parseFrom, meters);
        call.readOne(asked -> {
            HealthListResponse.Builder all = HealthListResponse.newBuilder();
            ALWAYS.forEach(service -> all.putStatuses(service, saying(statusOf(service))));
            all.putStatuses(callback(), saying(statusOf(callback())));
            call.end(all.build());
        });
    }

    private ServingStatus statusOf(String service) {
        if (service.equals(callback())) {
            return ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        }
        return ALWAYS.contains(service) ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN;
    }

    private static String callback() {
        return ResultCallbackGrpcService.SERVICE_NAME.fullyQualifiedName();
    }

    private static HealthCheckResponse saying(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    /** One watcher: hears how its service is, and then of each change. Owned by the loop of its connection. */
    private final class Watch {
        private final GrpcCall<HealthCheckRequest, HealthCheckResponse> call;
        private final String service;
        private ServingStatus sent;

        Watch(GrpcCall<HealthCheckRequest, HealthCheckResponse> call, String service) {
            this.call = call;
            this.service = service;
            this.sent = statusOf(service);
        }

        void begin() {
            call.write(saying(sent));
            long timer = vertx.setPeriodic(LOOK_EVERY_MILLIS, tick -> look());
            call.whenOver(() -> vertx.cancelTimer(timer));
            if (call.isOver()) {
                vertx.cancelTimer(timer);
            }
        }

        private void look() {
            ServingStatus now = statusOf(service);
            if (now != sent) {
                sent = now;
                call.write(saying(now));
            }
        }
    }
}
