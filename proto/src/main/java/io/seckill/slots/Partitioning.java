package io.seckill.slots;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How keys become queues: the setting {@code topics.partitioner}. */
public enum Partitioning {
    /** By a table of slots, so that queues can be added. */
    @JsonProperty("slots")
    SLOTS,

    /** By the remainder of the hash: nothing to read but the number of queues, which then stays what it is. */
    @JsonProperty("modulo")
    MODULO;

    /** How keys are spread over the queues of {@code table}. */
    public Routing over(SlotMap table) {
        return this == SLOTS ? table : new Modulo(table.queues());
    }

    /** As the settings and the topic write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
