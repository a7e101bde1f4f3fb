package io.seckill.load.rival;

import io.seckill.slots.Routing;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Command;
import io.seckill.v1.Purchase;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The ordinary way to make a synchronous call of two asynchronous messages: a thread takes the request, appends the
 * command, and sleeps until the result is there. Everything else is as in the gateway: the same listener, topic,
 * backend and callback.
 */
public final class BlockingGateway extends VerticleBase {
    private static final long WAIT_SECONDS = 2;
    private static final long EPOCH = 1;

    private final Shared shared;

    /** What all event loops share. */
    private record Shared(
            int port,
            Producer<String, byte[]> producer,
            String topic,
            Routing routing,
            WaitingThreads waiting,
            String replyTo,
            WorkerExecutor threads) {}

    private BlockingGateway(Shared shared) {
        this.shared = shared;
    }

    /** Arguments: HTTP port, callback port, Kafka's address, request topic, number of threads. */
    public static void main(String[] args) {
        int callbackPort = Integer.parseInt(args[1]);
        Vertx vertx = Listener.vertx();
        WaitingThreads waiting = new WaitingThreads();
        Producer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", args[2], "acks", "all"), new StringSerializer(), new ByteArraySerializer());
        Shared shared = new Shared(
                Integer.parseInt(args[0]),
                producer,
                args[3],
                SlotMap.first(producer.partitionsFor(args[3]).size()),
                waiting,
                "127.0.0.1:" + callbackPort,
                vertx.createSharedWorkerExecutor("buyers", Integer.parseInt(args[4]), 1, TimeUnit.MINUTES));
        waiting.listen(vertx, callbackPort)
                .onSuccess(listening -> Listener.run(vertx, () -> new BlockingGateway(shared)))
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer(Listener.options(shared.port()))
                .requestHandler(this::handle)
                .listen();
    }

    /** {@code POST /v1/items/ID/purchases}, and nothing else. */
    private void handle(HttpServerRequest request) {
        String item = request.path().split("/", -1)[3];
        String user = request.getHeader("X-User-Id");
        request.body()
                .compose(body -> {
                    int quantity = body.toJsonObject().getInteger("quantity", 1);
                    return shared.threads().executeBlocking(() -> buy(item, user, quantity), false);
                })
                .onSuccess(answer -> request.response()
                        .setStatusCode(answer.status())
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(answer.body().toBuffer()))
                .onFailure(failure -> request.response().setStatusCode(503).end());
    }

    private record Answer(int status, JsonObject body) {}

    /** Blocks its thread until the backend has decided, or the wait is over. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of a failed append
    private Answer buy(String item, String user, int quantity) throws InterruptedException, ExecutionException {
        String id = UUID.randomUUID().toString().replace("-", "");
        Command command = Command.newBuilder()
                .setRequestId(id)
                .setReplyTo(shared.replyTo())
                .setGatewayEpoch(EPOCH)
                .setUserId(user)
                .setItemId(item)
                .setCreatedAt(System.currentTimeMillis())
                .setPurchase(Purchase.newBuilder().setQuantity(quantity))
                .build();
        CompletableFuture<Result> result = shared.waiting().register(id);
        try {
            var row = new ProducerRecord<>(shared.topic(), shared.routing().queueOf(item), item, command.toByteArray());
            shared.producer().send(row, (appended, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                }
            });
            return answer(result.get(WAIT_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return new Answer(202, new JsonObject().put("requestId", id).put("status", "PENDING"));
        } finally {
            shared.waiting().forget(id);
        }
    }

    private static Answer answer(Result result) {
        return switch (result.getOutcome()) {
            case OUTCOME_ACCEPTED ->
                new Answer(
                        201,
                        new JsonObject()
                                .put("requestId", result.getRequestId())
                                .put("itemId", result.getOrder().getItemId())
                                .put("quantity", result.getOrder().getQuantity())
                                .put("orderId", result.getOrder().getOrderId())
                                .put("status", "ACCEPTED"));
            case OUTCOME_UNKNOWN_ITEM -> new Answer(404, new JsonObject().put("code", "UNKNOWN_ITEM"));
            default ->
                new Answer(409, new JsonObject().put("code", result.getOutcome().name()));
        };
    }
}
