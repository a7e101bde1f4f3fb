package io.seckill.backend.event;

import io.seckill.backend.decide.Ledger;
import io.seckill.kafka.TopicSettings;

/** Where queues that are taken over find what tells of them. Used by the consuming thread. */
public final class SaleEvents {
    private final EventSettings settings;
    private final EventRecords records;

    /** Events to the topic of {@code topics}, where {@code settings} say so. */
    public SaleEvents(EventSettings settings, TopicSettings topics) {
        this.settings = settings;
        this.records = new EventRecords(topics);
    }

    /** What tells of the queue whose ledger is {@code ledger}, from its time on. */
    public QueueEvents of(Ledger ledger) {
        return settings.enabled() ? new ToldEvents(records, ledger) : QueueEvents.OFF;
    }
}
