package io.seckill.testkit;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** What a topic holds. */
public final class Committed {
    private Committed() {}

    /**
     * All committed records of {@code topic}, those of a partition in their order. A transaction is committed before its
     * markers are written, and read only after: so this waits for the end of every transaction that has begun.
     */
    public static <K> List<ConsumerRecord<K, byte[]>> records(String servers, String topic, Deserializer<K> keys) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                servers,
                "isolation.level",
                "read_committed",
                // At the end of a partition there is nothing to wait for.
                "fetch.max.wait.ms",
                10);
        try (KafkaConsumer<K, byte[]> consumer = new KafkaConsumer<>(properties, keys, new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = ends(servers, partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<K, byte[]>> records = new ArrayList<>();
            await("the end of open transactions").pollInSameThread().until(() -> {
                consumer.poll(Duration.ofMillis(50)).forEach(records::add);
                return partitions.stream().allMatch(each -> consumer.position(each) >= ends.getOrDefault(each, 0L));
            });
            return records;
        }
    }

    /** Behind the last record of each partition, whether it is committed or not. */
    private static Map<TopicPartition, Long> ends(String servers, List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
