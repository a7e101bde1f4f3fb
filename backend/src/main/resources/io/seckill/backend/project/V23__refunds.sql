alter table orders
    drop constraint orders_status_check,
    add constraint orders_status_check
        check (status in ('RESERVED', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'REFUNDED', 'ENDED'));
