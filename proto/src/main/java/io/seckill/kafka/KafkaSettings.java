package io.seckill.kafka;

import io.seckill.settings.Check;
import java.util.HashMap;
import java.util.Map;

/**
 * Which Kafka cluster, and how to reach it.
 *
 * @param bootstrapServers comma-separated {@code host:port} list
 * @param properties more client properties (security, say), handed to every Kafka client as they are
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> properties) {
    /** Refuses an empty server list. */
    public KafkaSettings {
        Check.text("bootstrapServers", bootstrapServers);
        properties = Map.copyOf(properties);
    }

    /** A client's properties: the operator's, then {@code own}, which win because correctness hangs on them. */
    public Map<String, Object> with(Map<String, ?> own) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("bootstrap.servers", bootstrapServers);
        all.putAll(own);
        return all;
    }
}
