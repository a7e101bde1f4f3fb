package io.seckill.e2e.cluster;

import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import io.seckill.v1.ResultCallbackGrpcClient;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A backend as somebody in another language would write it: from the proto files, a Kafka client and the unary call.
 *
 * <p>It sells to everybody and remembers nothing.
 */
public final class HandmadeBackend implements AutoCloseable {
    /** Every purchase of this item expires, by this backend's clock. */
    public static final String ALWAYS_LATE = "always-late";

    /** Whatever is asked about this item is given up. */
    public static final String ALWAYS_REJECTED = "always-rejected";

    private final KafkaConsumer<String, byte[]> consumer; // of the thread alone
    private final KafkaProducer<String, byte[]> producer;
    private final Caller caller;
    private final GrpcClient grpc;
    private final ConcurrentLinkedQueue<Receipt> receipts = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "handmade-backend");
    private volatile boolean running = true;

    /** Reads the request topic in a group of its own and decides. */
    public HandmadeBackend(Caller caller, String bootstrapServers) {
        this.caller = caller;
        this.grpc = GrpcClient.client(caller.vertx());
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "group.id", "handmade",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of("seckill.requests"));
        thread.start();
    }

    /** The receipts so far, in the order of their arrival. */
    public List<Receipt> receipts() {
        return List.copyOf(receipts);
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        consumer.close();
        producer.close();
    }

    private void run() {
        while (running) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                try {
                    Command command = Command.parseFrom(record.value());
                    Result.Builder result = decide(command);
                    deliver(
                            command,
                            result.setQueue(record.partition())
                                    .setOffset(record.offset())
                                    .build());
                } catch (Exception e) {
                    throw new AssertionError("at " + record.topic() + "/" + record.offset(), e);
                }
            }
        }
    }

    private Result.Builder decide(Command command) throws Exception {
        if (command.getItemId().equals(ALWAYS_REJECTED)) {
            return answer(command, Outcome.OUTCOME_REJECTED_BY_BACKEND);
        }
        return command.hasPutItem() ? store(command) : sell(command);
    }

    private Result.Builder store(Command command) throws Exception {
        Item item = Item.newBuilder()
                .setItemId(command.getItemId())
                .setTitle(command.getPutItem().getTitle())
                .setStock(command.getPutItem().getStock())
                .setRemaining(command.getPutItem().getStock())
                .setOpensAt(command.getPutItem().getOpensAt())
                .setClosesAt(command.getPutItem().getClosesAt())
                .setPerUserLimit(command.getPutItem().getPerUserLimit())
                .setVersion(1)
                .build();
        producer.send(new ProducerRecord<>("seckill.items", item.getItemId(), item.toByteArray()))
                .get();
        return answer(command, Outcome.OUTCOME_ITEM_STORED).setItem(item);
    }

    private static Result.Builder sell(Command command) {
        if (command.getItemId().equals(ALWAYS_LATE)) {
            return answer(command, Outcome.OUTCOME_EXPIRED);
        }
        return answer(command, Outcome.OUTCOME_ACCEPTED)
                .setOrder(Order.newBuilder()
                        .setOrderId(command.getRequestId())
                        .setUserId(command.getUserId())
                        .setItemId(command.getItemId())
                        .setQuantity(command.getPurchase().getQuantity()));
    }

    private static Result.Builder answer(Command command, Outcome outcome) {
        return Result.newBuilder()
                .setRequestId(command.getRequestId())
                .setGatewayEpoch(command.getGatewayEpoch())
                .setOutcome(outcome);
    }

    private void deliver(Command command, Result result) {
        caller.onLoop(() -> to(grpc, command.getReplyTo()).deliver(result))
                .onSuccess(receipt -> receipts.add(receipt.getReceipt()));
    }

    /** The callback service at {@code address}, a {@code host:port}. */
    public static ResultCallbackGrpcClient to(GrpcClient grpc, String address) {
        int colon = address.lastIndexOf(':');
        return ResultCallbackGrpcClient.create(
                grpc,
                SocketAddress.inetSocketAddress(
                        Integer.parseInt(address.substring(colon + 1)), address.substring(0, colon)));
    }
}
