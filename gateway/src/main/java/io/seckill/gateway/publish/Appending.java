package io.seckill.gateway.publish;

/** Told, on the event loop that published, what became of one append. Exactly one method is called, once. */
public interface Appending {
    /** The record is durable at {@code offset} of {@code queue}. */
    void appended(int queue, long offset);

    /** The record was certainly not appended and never will be. */
    void refused();

    /** The broker neither acknowledged nor refused in time: the record may still be, or become, part of the queue. */
    void unanswered();
}
