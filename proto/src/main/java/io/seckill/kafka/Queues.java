package io.seckill.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Which queue a key belongs to.
 *
 * <p>The function is that of Kafka's own default partitioner, murmur2 of the UTF-8 bytes modulo the number of queues,
 * so that producers in other languages agree without a line of code.
 */
public final class Queues {
    private Queues() {}

    /** The queue of {@code key} among {@code queues}, from 0. */
    public static int queueOf(String key, int queues) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % queues;
    }
}
