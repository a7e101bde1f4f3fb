package io.seckill.load.generate;

import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.Purchase;
import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Purchases of one item straight into its queue, each by another user, with results that come back to an address of its
 * own: what one queue can take without a gateway. The calling thread appends, an event loop hears of the results. The item
 * must be on sale.
 */
public final class BackendDriver implements Driver {
    private static final int SUCCESS = 201;
    private static final int REFUSED = 409;
    private static final int HALF = 16; // of the hex digits of a request's id

    private final Queue queue;
    private final String replyTo;
    private final Producer<String, byte[]> producer;
    private final Vertx vertx = Vertx.vertx();
    private long users;

    /** Of the load that runs, or ran last. */
    private volatile @Nullable RoundTrips trips;

    /** The item's queue: a partition of {@code topic}. */
    public record Queue(String bootstrapServers, String topic, int partition, String item) {}

    /** Has results sent to {@code callbackPort} of the loopback address. */
    public BackendDriver(Queue queue, int callbackPort) {
        this.queue = queue;
        this.replyTo = "127.0.0.1:" + callbackPort;
        // As the gateway lingers under load.
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", queue.bootstrapServers(), "acks", "all", "linger.ms", 5),
                new StringSerializer(),
                new ByteArraySerializer());
        new ResultListener(this::came)
                .listen(vertx, callbackPort)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Override
    public LoadResult run(Load load, Window window) throws InterruptedException {
        RoundTrips own = new RoundTrips(load, SUCCESS);
        trips = own;
        window.began();
        for (long intended = own.next(); intended != Schedule.OVER; intended = own.next()) {
            append(own, intended);
        }
        window.ended();
        own.over();
        producer.flush();
        while (!own.isDone()) {
            Thread.sleep(1);
        }
        return own.result();
    }

    /** A request's id is half random, as the contract wants it, and half the time at which it was meant to be sent. */
    private void append(RoundTrips own, long intended) {
        HexFormat hex = HexFormat.of();
        Command command = Command.newBuilder()
                .setRequestId(hex.toHexDigits(ThreadLocalRandom.current().nextLong()) + hex.toHexDigits(intended))
                .setReplyTo(replyTo)
                .setGatewayEpoch(1)
                .setUserId("bench-" + users++)
                .setItemId(queue.item())
                .setCreatedAt(System.currentTimeMillis())
                .setPurchase(Purchase.newBuilder().setQuantity(1))
                .build();
        var row = new ProducerRecord<>(queue.topic(), queue.partition(), queue.item(), command.toByteArray());
        Future<RecordMetadata> unused = producer.send(row, (appended, failure) -> {
            if (failure != null) {
                own.failed();
            }
        });
    }

    private Receipt came(Result result) {
        RoundTrips running = trips;
        if (running == null) {
            return Receipt.RECEIPT_UNKNOWN;
        }
        long intended = HexFormat.fromHexDigitsToLong(result.getRequestId(), HALF, 2 * HALF);
        running.came(intended, result.getOutcome() == Outcome.OUTCOME_ACCEPTED ? SUCCESS : REFUSED);
        return Receipt.RECEIPT_RESOLVED;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
