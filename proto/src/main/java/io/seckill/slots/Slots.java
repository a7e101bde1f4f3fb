package io.seckill.slots;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Which slot a key belongs to, for ever.
 *
 * <p>The function is murmur2 of the UTF-8 bytes, made positive, modulo the number of slots: the hash of Kafka's own default
 * partitioner, which every client has in every language.
 */
public final class Slots {
    /** How many there are: enough that each of 1,000 queues has some, few enough for the table to be one small record. */
    public static final int COUNT = 4_096;

    private Slots() {}

    /** The slot of {@code key}, from 0 to {@link #COUNT} - 1. */
    public static int slotOf(String key) {
        return slotOf(key.getBytes(StandardCharsets.UTF_8));
    }

    /** The slot of the key whose UTF-8 bytes are {@code key}. */
    public static int slotOf(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % COUNT;
    }
}
