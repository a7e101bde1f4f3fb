package io.seckill.backend.projection;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The ledger holds what this version does not understand: to pass over it would make the table wrong for good. */
final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableException(ConsumerRecord<?, ?> record, @Nullable Throwable cause) {
        super(
                "no order that this version understands at " + record.topic() + "-" + record.partition() + ", offset "
                        + record.offset(),
                cause);
    }
}
