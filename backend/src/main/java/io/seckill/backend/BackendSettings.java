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
    /** The section of the settings, and the resource with its defaults. */
    public static final String SECTION = "backend";

    /** The defaults on the class path. */
    public static final String DEFAULTS = "backend.yaml";
}
