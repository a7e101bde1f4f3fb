package io.seckill.proof.check.evidence;

import java.util.List;
import java.util.Map;

/**
 * What topics and tables hold at the end of a campaign. Records of a partition are in their order.
 *
 * @param requests the queues
 * @param retried commands that were copied aside, to be tried again later
 * @param deadLetters commands that were given up
 * @param books what the store has, whichever it is
 * @param published items as gateways were told of them
 * @param events what the rest of the shop was told; empty where events are off
 * @param projection what a projector has written; empty where there is none
 * @param unreadable why a topic could not be read to its end, by its name without the prefix
 */
public record Evidence(
        List<QueuedCommand> requests,
        List<QueuedCommand> retried,
        List<QueuedCommand> deadLetters,
        Books books,
        List<ItemRecord> published,
        List<EventRecord> events,
        Projection projection,
        Map<String, String> unreadable) {

    /**
     * The books of a store: the ledger's records, or rows of PostgreSQL.
     *
     * @param orders the ledger's: each change of each order; PostgreSQL's: how each ended
     * @param items definitions, likewise
     * @param refusals what is remembered of purchases without an order of their own
     * @param everyChange whether there is more than how things ended
     */
    public record Books(
            List<OrderRecord> orders, List<ItemRecord> items, List<RefusalRecord> refusals, boolean everyChange) {
        /** Takes them as they are. */
        public Books {
            orders = List.copyOf(orders);
            items = List.copyOf(items);
            refusals = List.copyOf(refusals);
        }
    }

    /**
     * The orders as a projector has them.
     *
     * @param positions by queue the first record of the ledger that it has not read
     */
    public record Projection(List<OrderRecord> orders, Map<Integer, Long> positions) {
        /** Takes them as they are. */
        public Projection {
            orders = List.copyOf(orders);
            positions = Map.copyOf(positions);
        }
    }

    /** Takes them as they are. */
    public Evidence {
        requests = List.copyOf(requests);
        retried = List.copyOf(retried);
        deadLetters = List.copyOf(deadLetters);
        published = List.copyOf(published);
        events = List.copyOf(events);
        unreadable = Map.copyOf(unreadable);
    }

    /**
     * What {@code kept} says.
     *
     * @throws IllegalArgumentException where a record is not what its topic is for
     */
    public static Evidence of(Kept kept) {
        return new Evidence(
                Records.commands(kept.of("requests")),
                Records.commands(kept.of("requests.retry")),
                Records.commands(kept.of("requests.dlq")),
                kept.of("orders").isEmpty() && !kept.rowsOf(Rows.STORE).isEmpty()
                        ? Rows.books(kept)
                        : Records.books(kept.of("orders")),
                Records.items(kept.of("items")),
                Records.events(kept.of("events")),
                Rows.projection(kept),
                kept.unreadable());
    }
}
