package io.seckill.backend.repartition;

import io.seckill.kafka.KafkaSettings;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Await;
import io.seckill.v1.Command;
import io.seckill.v1.QueueOffset;
import io.seckill.v1.Seal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes into the queues where one table ends and the next begins. Blocks. */
final class CutoverMarkers implements AutoCloseable {
    private static final byte[] KEY =
            "~growth".getBytes(StandardCharsets.UTF_8); // no item's: those begin with no tilde

    private final KafkaProducer<byte[], byte[]> producer;
    private final String requests;
    private final RandomGenerator random;

    CutoverMarkers(KafkaSettings kafka, String requests, RandomGenerator random) {
        this.requests = requests;
        this.random = random;
        this.producer = new KafkaProducer<>(
                kafka.with(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG, "seckill-grow-marks", ProducerConfig.ACKS_CONFIG, "all")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Seals the queues {@code from}: from there on they decide by {@code table}, which gives slots to the queues {@code to}. */
    List<QueueOffset> seal(SlotMap table, List<Integer> from, List<Integer> to) {
        Seal seal = Seal.newBuilder().setTable(table.record()).addAllTo(to).build();
        return write(from, command().setSeal(seal));
    }

    /** Has the queues {@code to} wait for what the queues {@code from} hand over. */
    List<QueueOffset> await(SlotMap table, List<Integer> from, List<Integer> to) {
        Await await =
                Await.newBuilder().setTable(table.record()).addAllFrom(from).build();
        return write(to, command().setAwait(await));
    }

    private Command.Builder command() {
        return Command.newBuilder().setRequestId("%016x%016x".formatted(random.nextLong(), random.nextLong()));
    }

    private List<QueueOffset> write(List<Integer> queues, Command.Builder command) {
        byte[] value = command.build().toByteArray();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int queue : queues) {
            sent.add(producer.send(new ProducerRecord<>(requests, queue, KEY, value)));
        }
        return sent.stream().map(CutoverMarkers::written).toList();
    }

    private static QueueOffset written(Future<RecordMetadata> sent) {
        try {
            RecordMetadata at = sent.get();
            return QueueOffset.newBuilder()
                    .setQueue(at.partition())
                    .setOffset(at.offset())
                    .build();
        } catch (ExecutionException e) {
            throw new KafkaException("a mark is not known to be written", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
