-- The device that an order was made from, as its buyer named it; null where none was named.

alter table orders add column device_id text;
