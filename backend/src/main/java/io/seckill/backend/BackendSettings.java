package io.seckill.backend;

import io.seckill.backend.commit.TransactionSettings;
import io.seckill.backend.consume.ConsumerSettings;
import io.seckill.backend.consume.StatusSettings;
import io.seckill.backend.consume.TakeOverSettings;
import io.seckill.backend.decide.MemorySettings;
import io.seckill.backend.deliver.DeliverySettings;
import io.seckill.backend.operate.ManagementSettings;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.settings.LogSettings;
import io.seckill.settings.TlsSettings;
import io.seckill.slots.OrderingKey;

/**
 * Everything that can be set about a backend; {@code backend.yaml} holds the defaults and what each means.
 *
 * @param tls towards the gateways
 */
public record BackendSettings(
        KafkaSettings kafka,
        TopicSettings topics,
        ConsumerSettings consumer,
        TakeOverSettings takeover,
        MemorySettings memory,
        TransactionSettings transaction,
        StatusSettings status,
        DeliverySettings delivery,
        TlsSettings tls,
        ManagementSettings management,
        LogSettings log) {
    /** Checks what holds between groups. */
    public BackendSettings {
        // The stock of an item is in the ledger of one queue; by user its purchases would come from all of them.
        if (topics.orderingKey() != OrderingKey.ITEM) {
            throw new IllegalArgumentException(
                    "topics.orderingKey must be item: the ledger keeps an item's stock in one queue, and by "
                            + topics.orderingKey() + " its purchases would be decided in all of them");
        }
    }

    /** The section of the settings, and the resource with its defaults. */
    public static final String SECTION = "backend";

    /** The defaults on the class path. */
    public static final String DEFAULTS = "backend.yaml";
}
