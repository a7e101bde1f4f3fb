package io.seckill.kafka;

import io.seckill.settings.Check;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which Kafka cluster, and how to reach it.
 *
 * @param bootstrapServers comma-separated {@code host:port} list
 * @param properties more client properties (security, say), handed to every Kafka client as they are
 * @param group the backends' consumer group; committed offsets belong to it, transactional ids begin with it
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> properties, String group) {
    /** How long a consumer or an admin waits for the answer to one request. */
    public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    /** How long it waits for all that belongs to one call. */
    public static final Duration API_TIMEOUT = Duration.ofSeconds(10);

    /** Refuses an empty server list. */
    public KafkaSettings {
        Check.text("bootstrapServers", bootstrapServers);
        Check.text("group", group);
        properties = Map.copyOf(properties);
    }

    /** The operator's value of the client property {@code name}, or {@code usual}. */
    public String property(String name, int usual) {
        return properties.getOrDefault(name, Integer.toString(usual));
    }

    /** As {@link #property}, as a number; {@code usual} also for what is none, which Kafka refuses with a better reason. */
    public int number(String name, int usual) {
        return parsed(properties.get(name), usual);
    }

    /** A client's properties: the operator's, then {@code own}, which win because correctness hangs on them. */
    public Map<String, Object> with(Map<String, ?> own) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("bootstrap.servers", bootstrapServers);
        all.putAll(own);
        return all;
    }

    /**
     * As {@link #with}, for a consumer or an admin: one request that is never answered, as over a connection that a firewall
     * has forgotten, costs {@link #REQUEST_TIMEOUT} and not Kafka's 30 seconds, a call {@link #API_TIMEOUT} and not 60. The
     * operator's own wins; where only one of the two is set the other gives way, since a call must not be shorter than a
     * request.
     */
    public Map<String, Object> asking(Map<String, ?> own) {
        Map<String, Object> all = with(own);
        int request = Math.toIntExact(REQUEST_TIMEOUT.toMillis());
        int api = Math.toIntExact(API_TIMEOUT.toMillis());
        all.putIfAbsent("request.timeout.ms", Math.min(request, parsed(all.get("default.api.timeout.ms"), request)));
        all.putIfAbsent("default.api.timeout.ms", Math.max(api, parsed(all.get("request.timeout.ms"), api)));
        return all;
    }

    /** {@code otherwise} also for what is no number: Kafka says that better. */
    private static int parsed(@Nullable Object set, int otherwise) {
        try {
            return set == null ? otherwise : Integer.parseInt(set.toString().trim());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
