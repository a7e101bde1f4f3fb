package io.seckill.layout;

import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.settings.SettingsException;
import io.seckill.slots.Partitioning;
import org.apache.kafka.common.KafkaException;

/** Keeps a process from starting with another idea of which queue a key belongs to than the others have. */
public final class LayoutGate {
    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final String clientId;

    /** A gate for a process that is set to {@code topics}. */
    public LayoutGate(KafkaSettings kafka, TopicSettings topics, String clientId) {
        this.kafka = kafka;
        this.topics = topics;
        this.clientId = clientId;
    }

    /**
     * Reads the layout, which must be as the settings say; whoever starts first writes it. Blocks. The topics must be there.
     *
     * @throws SettingsException where the settings contradict the layout or the topics
     * @throws KafkaException where the cluster cannot be asked
     */
    public Layout pass() {
        try (LayoutLog log = new LayoutLog(kafka, topics.slots(), clientId)) {
            // Asked before the layout is: who decides has written it before.
            boolean used = log.isUsed(topics.orders());
            Layout standing = log.read().layout();
            return standing == null ? first(log, used) : checked(standing, log.partitions(topics.requests()));
        }
    }

    private Layout first(LayoutLog log, boolean used) {
        int partitions = log.partitions(topics.requests());
        if (partitions != topics.queues()) {
            throw new SettingsException("the topic " + topics.requests() + " has " + partitions
                    + " partitions, but the settings ask for " + topics.queues() + "; change the settings");
        }
        if (used && topics.partitioner() == Partitioning.SLOTS) {
            throw new SettingsException("the topic " + topics.orders() + " holds orders, but " + topics.slots()
                    + " does not say by which slots: they were placed by modulo; set topics.partitioner to modulo");
        }
        return checked(log.append(Layout.first(topics)).standing(), partitions); // of two at once the first counts
    }

    private Layout checked(Layout standing, int partitions) {
        check("partitioner", standing.partitioner(), topics.partitioner());
        check("orderingKey", standing.orderingKey(), topics.orderingKey());
        if (partitions < standing.queues()) {
            throw new SettingsException("the topic " + topics.requests() + " has " + partitions
                    + " partitions, but the topic " + topics.slots() + " spreads keys over " + standing.queues());
        }
        return standing;
    }

    private void check(String setting, Object standing, Object wanted) {
        if (standing != wanted) {
            throw new SettingsException("the topic " + topics.slots() + " says that keys go by topics." + setting + "="
                    + standing + ", but the settings ask for " + wanted + "; all processes need the same");
        }
    }
}
