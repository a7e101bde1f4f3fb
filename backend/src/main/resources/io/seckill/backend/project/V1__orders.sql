-- The ledger as it was when each of its queues had been read up to `positions.position`.

create table orders (
    item_id         text not null,
    order_id        text not null,
    user_id         text not null,
    quantity        bigint not null,
    -- ENDED: cancelled or expired; which, the ledger had forgotten before it was read.
    status          text not null check (status in ('RESERVED', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'ENDED')),
    decided_at      timestamptz not null,
    held_until      timestamptz, -- null where it was never held
    idempotency_key text,        -- null where there was none
    forgotten_at    timestamptz, -- since when the ledger holds it no more; null while it does
    -- The record that the row is from. One of an earlier place does not change it any more.
    queue           int not null,
    record          bigint not null,
    primary key (item_id, order_id)
);

create index on orders (user_id);

-- The first record of each queue that does not count yet; set in the transactions that write orders.
create table positions (
    queue    int primary key,
    position bigint not null
);

-- Which topic this is; one row at the most.
create table source (
    topic    text primary key,
    topic_id text not null
);
