package io.seckill.backend.event;

import io.seckill.v1.Item;
import io.seckill.v1.Order;
import org.jspecify.annotations.Nullable;

/**
 * An event that PostgreSQL has written down in the transaction that decides.
 *
 * @param id its own for ever
 * @param type the name of an {@code EventType}; empty where {@code order} has come to its status
 * @param at the log's time, in milliseconds since the Unix epoch
 * @param item as it was left
 * @param sale the name of the {@code SaleState} at that time
 */
public record StoredEvent(
        long id,
        String type,
        long at,
        Item item,
        String sale,
        @Nullable Order order) {}
