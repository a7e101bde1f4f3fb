package io.seckill.backend.projection;

import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The statements, and their arguments in order: one array for each column. */
final class ProjectionStatements {
    /** Says that the tables follow a topic, unless one is named already; returns the one named. */
    static final String CLAIM = """
            with claimed as (
                insert into source (topic, topic_id) select $1, $2 where not exists (select from source) returning *)
            select topic, topic_id from claimed union all select topic, topic_id from source""";

    /** The positions of the queues $1; 0, and now there, where there was none. */
    static final String POSITIONS = """
            with added as (
                insert into positions (queue, position) select q, 0 from unnest($1::int[]) q on conflict do nothing)
            select q as queue, coalesce(p.position, 0) as position
            from unnest($1::int[]) q left join positions p on p.queue = q""";

    /** Moves the positions of the queues $1 from $2 to $3; those that were not at $2 stay. */
    static final String MOVE = """
            update positions p set position = m.upto
            from unnest($1::int[], $2::bigint[], $3::bigint[]) as m (queue, since, upto)
            where p.queue = m.queue and p.position = m.since""";

    /**
     * Writes orders, where the table has them from no later place. In the order of the key, so that two projectors that
     * write the same ones, as they may while orders go from one queue to another, wait for each other and do not deadlock.
     */
    static final String WRITE = """
            insert into orders as o (item_id, order_id, user_id, quantity, status, decided_at, held_until,
                idempotency_key, device_id, queue, record)
            select n.item_id, n.order_id, n.user_id, n.quantity, n.status,
                timestamptz 'epoch' + n.decided_at * interval '1 millisecond',
                timestamptz 'epoch' + n.held_until * interval '1 millisecond',
                n.idempotency_key, n.device_id, n.queue, n.record
            from unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::text[], $6::bigint[], $7::text[],
                $8::bigint[], $9::bigint[], $10::text[], $11::text[]) as n (item_id, order_id, queue, record, user_id,
                quantity, status, decided_at, held_until, idempotency_key, device_id)
            order by n.item_id, n.order_id
            on conflict (item_id, order_id) do update set
                user_id = excluded.user_id, quantity = excluded.quantity, status = excluded.status,
                decided_at = excluded.decided_at, held_until = excluded.held_until,
                idempotency_key = excluded.idempotency_key, device_id = excluded.device_id, forgotten_at = null,
                queue = excluded.queue, record = excluded.record
            where (o.queue, o.record) < (excluded.queue, excluded.record)""";

    /**
     * Marks orders that the ledger, or their old queue, has dropped, unless the table has them from a later place. Only
     * an order that has ended is ever forgotten: a confirmed one is on its way to another queue, and one that is still
     * reserved here has ended by a record that was compacted away before it was read.
     */
    static final String DROP = """
            with dropped as (
                select o.item_id, o.order_id, n.queue, n.record, n.at
                from unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::bigint[])
                    as n (item_id, order_id, queue, record, at)
                join orders o on o.item_id = n.item_id and o.order_id = n.order_id
                where (o.queue, o.record) < (n.queue, n.record)
                order by o.item_id, o.order_id
                for update of o)
            update orders o set
                forgotten_at = case when o.status <> 'CONFIRMED'
                    then timestamptz 'epoch' + d.at * interval '1 millisecond' end,
                status = case when o.status = 'RESERVED' then 'ENDED' else o.status end,
                queue = d.queue, record = d.record
            from dropped d where o.item_id = d.item_id and o.order_id = d.order_id""";

    /** Does to each table what a batch does, and takes it back. The lock is there so that two probes do not meet. */
    static final String PROBE = """
            do $$
            begin
                perform pg_advisory_xact_lock(hashtextextended(current_schema() || ' probe', 0));
                insert into positions (queue, position) values (-1, 0);
                insert into orders (item_id, order_id, user_id, quantity, status, decided_at, queue, record)
                    values ('', '', '', 0, 'ENDED', now(), -1, 0);
                raise exception 'taken back' using errcode = 'SK000';
            exception when sqlstate 'SK000' then
                null;
            end $$""";

    private ProjectionStatements() {}

    static Tuple move(Map<Integer, Long> since, Map<Integer, Long> upto) {
        List<Integer> queues = upto.keySet().stream().sorted().toList();
        return Tuple.of(
                queues.toArray(Integer[]::new),
                queues.stream().map(since::get).toArray(Long[]::new),
                queues.stream().map(upto::get).toArray(Long[]::new));
    }

    static Tuple written(Map<OrderKey, ProjectedBatch.Written> orders) {
        List<ProjectedBatch.Written> values = List.copyOf(orders.values());
        return keys(
                        List.copyOf(orders.keySet()),
                        values.stream().map(ProjectedBatch.Written::place).toList())
                .addArrayOfString(texts(values, Order::getUserId))
                .addArrayOfLong(longs(values, order -> Integer.toUnsignedLong(order.getQuantity())))
                .addArrayOfString(texts(values, order -> status(order.getStatus())))
                .addArrayOfLong(longs(values, Order::getDecidedAt))
                .addArrayOfLong(longs(values, order -> order.getHeldUntil() == 0 ? null : order.getHeldUntil()))
                .addArrayOfString(texts(values, order -> orNull(order.getIdempotencyKey())))
                .addArrayOfString(texts(values, order -> orNull(order.getDeviceId())));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    static Tuple dropped(Map<OrderKey, ProjectedBatch.Dropped> orders) {
        List<ProjectedBatch.Dropped> records = List.copyOf(orders.values());
        return keys(
                        List.copyOf(orders.keySet()),
                        records.stream().map(ProjectedBatch.Dropped::place).toList())
                .addArrayOfLong(records.stream().map(ProjectedBatch.Dropped::at).toArray(Long[]::new));
    }

    private static Tuple keys(List<OrderKey> keys, List<LogPosition> places) {
        return Tuple.tuple()
                .addArrayOfString(keys.stream().map(OrderKey::itemId).toArray(String[]::new))
                .addArrayOfString(keys.stream().map(OrderKey::orderId).toArray(String[]::new))
                .addArrayOfInteger(places.stream().map(LogPosition::queue).toArray(Integer[]::new))
                .addArrayOfLong(places.stream().map(LogPosition::offset).toArray(Long[]::new));
    }

    private static @Nullable String[] texts(
            List<ProjectedBatch.Written> values, Function<Order, @Nullable String> column) {
        return values.stream().map(value -> column.apply(value.order())).toArray(String[]::new);
    }

    private static @Nullable Long[] longs(List<ProjectedBatch.Written> values, Function<Order, @Nullable Long> column) {
        return values.stream().map(value -> column.apply(value.order())).toArray(Long[]::new);
    }

    private static String status(OrderStatus status) {
        return switch (status) {
            case ORDER_STATUS_RESERVED -> "RESERVED";
            case ORDER_STATUS_CANCELLED -> "CANCELLED";
            case ORDER_STATUS_EXPIRED -> "EXPIRED";
            case ORDER_STATUS_REFUNDED -> "REFUNDED";
            // Final from the start reads as confirmed.
            case ORDER_STATUS_UNSPECIFIED, ORDER_STATUS_CONFIRMED -> "CONFIRMED";
            case UNRECOGNIZED -> throw new IllegalArgumentException("a batch holds no such order");
        };
    }
}
