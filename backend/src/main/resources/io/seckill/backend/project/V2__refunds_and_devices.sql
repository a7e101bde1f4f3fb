alter table orders
    drop constraint orders_status_check,
    add constraint orders_status_check
        check (status in ('RESERVED', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'REFUNDED', 'ENDED'));

-- The device that an order was made from, as its buyer named it; null where none was named.

alter table orders add column device_id text;

-- For lists of an item's orders, a page at a time.
create index orders_of_items on orders (item_id, decided_at, order_id);
