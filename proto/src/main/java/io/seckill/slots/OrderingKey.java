package io.seckill.slots;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.seckill.v1.CommandOrBuilder;
import java.util.Locale;

/** Of whose commands the order is kept: the setting {@code topics.orderingKey}. */
public enum OrderingKey {
    /** All commands about one item are decided in the order of their queue. */
    @JsonProperty("item")
    ITEM {
        @Override
        public String of(CommandOrBuilder command) {
            return command.getItemId();
        }
    },

    /**
     * All commands of one user are. An item's purchases then come from several queues at once. A command of nobody's, such as
     * the item's definition, goes by its item, and is in no order with the purchases.
     */
    @JsonProperty("user")
    USER {
        @Override
        public String of(CommandOrBuilder command) {
            return command.getUserId().isEmpty() ? command.getItemId() : command.getUserId();
        }
    };

    /** The key of {@code command}'s record. */
    public abstract String of(CommandOrBuilder command);

    /** As the settings and the topic write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
