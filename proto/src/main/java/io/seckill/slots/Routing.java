package io.seckill.slots;

import java.nio.charset.StandardCharsets;

/** Which queue a key belongs to. Immutable; all of them give one key one queue. */
public sealed interface Routing permits SlotMap, Modulo {
    /** How many queues there are. */
    int queues();

    /** The queue of the key whose UTF-8 bytes are {@code key}, from 0. */
    int queueOf(byte[] key);

    /** The queue of {@code key}, from 0. */
    default int queueOf(String key) {
        return queueOf(key.getBytes(StandardCharsets.UTF_8));
    }
}
