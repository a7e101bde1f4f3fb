package io.seckill.slots;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How keys become queues: the setting {@code topics.partitioner}. */
public enum Partitioning {
    /** By a table of slots, so that queues can be added. */
    @JsonProperty("slots")
    SLOTS {
        @Override
        public Routing first(int queues) {
            return SlotMap.first(queues);
        }
    },

    /** By the remainder of the hash: nothing to read but the number of queues, which then stays what it is. */
    @JsonProperty("modulo")
    MODULO {
        @Override
        public Routing first(int queues) {
            return new Modulo(queues);
        }
    };

    /** How keys are spread over {@code queues} where queues were never added. */
    public abstract Routing first(int queues);

    /** As the settings and the topic write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
