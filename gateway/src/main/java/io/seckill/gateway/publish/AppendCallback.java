package io.seckill.gateway.publish;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Told, on the event loop that published, what became of one append; only {@link #appended} comes on the producer's thread.
 * Exactly one of {@link #appended}, {@link #refused} and {@link #unanswered} is called, once; or, where it was held back
 * until nobody waited for it, none.
 */
public interface AppendCallback {
    /** The record is kept here for now, since its key is about to have another queue. Nothing has been appended. */
    void parked();

    /** It goes now. */
    void released();

    /** Whether anybody still waits for it; if not, a record that was held back is dropped. */
    boolean waits();

    /** {@code row} is handed to the producer next; headers may still be added to it. */
    default void sending(ProducerRecord<byte[], byte[]> row) {}

    /**
     * The record is durable at {@code offset} of {@code queue}. Each purchase hears of it and few need to: a turn of the event
     * loop for each would be dear.
     */
    void appended(int queue, long offset);

    /** The record was certainly not appended and never will be. */
    void refused();

    /** The broker neither acknowledged nor refused in time: the record may still be, or become, part of the queue. */
    void unanswered();
}
