package io.seckill.backend;

import io.seckill.backend.database.PostgresSettings;
import io.seckill.backend.decide.memory.MemorySettings;
import io.seckill.backend.deliver.DeliverySettings;
import io.seckill.backend.event.EventSettings;
import io.seckill.backend.membership.ConsumerSettings;
import io.seckill.backend.operate.ManagementSettings;
import io.seckill.backend.parallel.lane.EngineSettings;
import io.seckill.backend.postgres.StoreSettings;
import io.seckill.backend.recovery.TakeOverSettings;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.net.TlsSettings;
import io.seckill.process.LogSettings;
import io.seckill.settings.Check;
import io.seckill.settings.SettingsException;
import io.seckill.slots.OrderingKey;
import io.seckill.tracing.TracingSettings;
import io.seckill.warm.WarmUp;
import java.time.Duration;

/**
 * Everything that can be set about a backend; {@code backend.yaml} holds the defaults and what each means.
 *
 * @param warmUp how long the ledger's code is run before the backend joins its group; zero: not at all
 * @param store what decides: {@code ledger} or {@code postgres}
 * @param holds what becomes of users whose holds run out
 * @param engine how commands are handed out where the ledger does not decide
 * @param tls towards the gateways
 */
public record BackendSettings(
        Duration warmUp,
        String store,
        KafkaSettings kafka,
        TopicSettings topics,
        ConsumerSettings consumer,
        TakeOverSettings takeover,
        MemorySettings memory,
        Holds holds,
        EventSettings events,
        EngineSettings engine,
        PostgresSettings postgres,
        StoreSettings postgresStore,
        DeliverySettings delivery,
        TlsSettings tls,
        ManagementSettings management,
        LogSettings log,
        TracingSettings tracing) {
    /** What is done against users who reserve and do not pay; {@code maxExpired} 0: nothing. */
    public record Holds(int maxExpired) {
        /** Checks the bounds. */
        public Holds {
            Check.range("maxExpired", maxExpired, 0, 1_000_000);
        }
    }

    /** The section of the settings, and the resource with its defaults. */
    public static final String SECTION = "backend";

    /** The defaults on the class path. */
    public static final String DEFAULTS = "backend.yaml";

    private static final String LEDGER = "ledger";

    /** Refuses a store that there is not. */
    public BackendSettings {
        Check.range("warmUp", warmUp, Duration.ZERO, WarmUp.LONGEST);
        if (!store.matches("ledger|postgres")) {
            throw new IllegalArgumentException("store must be ledger or postgres, but is " + store);
        }
        tls.mutualOrNone();
    }

    /**
     * Refuses an order that the ledger cannot keep.
     *
     * @throws SettingsException where keys are not items: the stock of an item is in the ledger of one queue
     */
    void checkLedger() {
        if (topics.orderingKey() != OrderingKey.ITEM) {
            throw new SettingsException(
                    "topics.orderingKey must be item: the ledger keeps an item's stock in one queue, and by "
                            + topics.orderingKey()
                            + " its purchases would be decided in all of them; with backend.store=postgres they can be");
        }
    }

    /** Whether the ledger in Kafka decides. */
    boolean onLedger() {
        return store.equals(LEDGER);
    }
}
