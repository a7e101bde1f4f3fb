package io.seckill.gateway.warm;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.QueuePosition;
import io.seckill.v1.ReceiptBatch;
import io.seckill.v1.Result;
import io.seckill.v1.ResultBatch;
import io.seckill.v1.ResultCallbackGrpcClient;
import io.seckill.warm.RehearsedItems;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a rehearsed gateway's commands over gRPC, since no real backend reads their topic. It decides nothing: what it is
 * asked to sell is sold.
 */
public final class RehearsedBackend implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RehearsedBackend.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int UNITS = 1_000_000;

    /** One in so many purchases that reach the queue finds that nothing is left. */
    private static final int REFUSED = 8;

    private final RehearsedItems items;
    private final TopicPartition queue;
    private final KafkaConsumer<byte[], byte[]> commands;
    private final Context context;
    private final Future<GrpcClientRequest<ResultBatch, ReceiptBatch>> results;
    private volatile boolean closed;
    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    /**
     * Shows {@code items} to gateways on {@code topics} and is ready to answer the one whose callback listens at {@code port}
     * of this machine. Blocks while Kafka answers.
     */
    public RehearsedBackend(Vertx vertx, KafkaSettings kafka, TopicSettings topics, RehearsedItems items, int port) {
        this.items = items;
        this.queue = new TopicPartition(topics.requests(), 0);
        show(kafka, topics);
        this.commands = new KafkaConsumer<>(
                kafka.asking(Map.of(
                        "client.id", "seckill-gateway-warm-up",
                        "enable.auto.commit", false,
                        "isolation.level", "read_committed")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        commands.assign(List.of(queue));
        commands.seekToEnd(List.of(queue));
        commands.position(queue);
        this.context = vertx.getOrCreateContext();
        this.results = GrpcClient.client(vertx)
                .request(SocketAddress.inetSocketAddress(port, "127.0.0.1"), ResultCallbackGrpcClient.DeliverStream);
        results.compose(GrpcClientRequest::response).onSuccess(response -> response.handler(receipts -> {}));
    }

    /** Answers from now on. */
    public void start() {
        ended = CompletableFuture.runAsync(this::run, work -> new Thread(work, "seckill-warm-up-backend").start());
    }

    private void show(KafkaSettings kafka, TopicSettings topics) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                kafka.with(Map.of("client.id", "seckill-gateway-warm-up-items")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String itemId : List.of(items.open(), items.soldOut())) {
                Item item = Item.newBuilder()
                        .setItemId(itemId)
                        .setStock(UNITS)
                        .setRemaining(itemId.equals(items.open()) ? UNITS : 0)
                        .setPerUserLimit(UNITS)
                        .setVersion(1)
                        .build();
                var unused = producer.send(
                        new ProducerRecord<>(topics.items(), 0, RehearsedItems.keyOf(itemId), item.toByteArray()));
            }
            producer.flush();
        }
    }

    private void run() {
        try (commands) {
            while (!closed) {
                answer(commands.poll(POLL).records(queue));
            }
        } catch (RuntimeException | InvalidProtocolBufferException e) {
            log.warn("the warm-up is answered no more", e);
        }
    }

    private void answer(List<ConsumerRecord<byte[], byte[]>> records) throws InvalidProtocolBufferException {
        ResultBatch.Builder batch = ResultBatch.newBuilder();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (items.isKey(record.key())) {
                batch.addResults(answerTo(Command.parseFrom(record.value()), record));
            }
        }
        if (batch.getResultsCount() > 0) {
            long decided = records.get(records.size() - 1).offset() + 1;
            batch.addDecided(
                    QueuePosition.newBuilder().setQueue(queue.partition()).setOffset(decided));
            ResultBatch told = batch.build();
            context.runOnContext(turn -> results.onSuccess(stream -> stream.write(told)));
        }
    }

    private static Result answerTo(Command command, ConsumerRecord<?, ?> record) {
        Result.Builder result = Result.newBuilder()
                .setRequestId(command.getRequestId())
                .setGatewayEpoch(command.getGatewayEpoch())
                .setQueue(record.partition())
                .setOffset(record.offset());
        if (record.offset() % REFUSED == 0) {
            return result.setOutcome(Outcome.OUTCOME_SOLD_OUT).build();
        }
        return result.setOutcome(Outcome.OUTCOME_ACCEPTED)
                .setOrder(Order.newBuilder()
                        .setOrderId(command.getRequestId())
                        .setUserId(command.getUserId())
                        .setItemId(command.getItemId())
                        .setQuantity(command.getPurchase().getQuantity())
                        .setDecidedAt(record.timestamp())
                        .setIdempotencyKey(command.getIdempotencyKey()))
                .build();
    }

    /** Answers no more. Blocks for a moment. */
    @Override
    public void close() {
        closed = true;
        ended.join();
    }
}
