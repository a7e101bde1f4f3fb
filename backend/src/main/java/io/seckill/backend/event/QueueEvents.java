package io.seckill.backend.event;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.LedgerEntry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Tells the rest of the shop what becomes of one queue's orders and items. Each event is added to the writes of the
 * transaction that decides it. Owned by the consuming thread, as the queue's ledger is.
 */
public interface QueueEvents {
    /** Tells nothing. */
    QueueEvents OFF = new NoEvents();

    /**
     * The log's time goes on with {@code bearer}, which is not decided yet and has ended no hold: tells of the sales that open
     * or close by then.
     */
    void timePasses(LoggedCommand bearer, List<ProducerRecord<byte[], byte[]>> writes);

    /** Tells of changes of the ledger, all that {@code cause} or its time alone has brought. */
    void changed(LoggedCommand cause, List<LedgerEntry> entries, List<ProducerRecord<byte[], byte[]>> writes);

    /** Items have left the queue's ledger, and are told of by other queues. */
    void handedOver();

    /** When the next sale opens or closes, by the log's time; empty where none does. */
    OptionalLong nextMoment();

    /** An item whose sale opens or closes then. */
    Optional<String> itemOfNextMoment();
}
