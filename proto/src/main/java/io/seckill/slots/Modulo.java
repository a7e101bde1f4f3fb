package io.seckill.slots;

import org.apache.kafka.common.utils.Utils;

/**
 * The simple way: murmur2 of the key, made positive, modulo the number of queues, as Kafka's own default partitioner has
 * it. With another number of queues nearly every key moves, so queues cannot be added.
 *
 * @param queues how many there are
 */
public record Modulo(int queues) implements Routing {
    @Override
    public int queueOf(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % queues;
    }
}
