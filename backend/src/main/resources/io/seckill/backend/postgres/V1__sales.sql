-- Numbers that are unsigned 32-bit in the contract are bigint here. Times are milliseconds since the Unix epoch.

create table items (
    item_id text primary key,
    title text not null,
    stock bigint not null,
    sold bigint not null default 0,
    opens_at bigint not null,
    closes_at bigint not null,
    per_user_limit bigint not null,
    version bigint not null, -- grows with every change
    defined_by bigint not null, -- the offset of the definition
    constraint never_oversold check (sold between 0 and stock)
) with (fillfactor = 50);

-- Every purchase that was decided. An order is one whose order_id is its own request_id; a purchase that repeats an
-- idempotency key names the first one's order.
create table requests (
    request_id text primary key,
    item_id text not null,
    user_id text not null,
    quantity bigint not null,
    idempotency_key text not null,
    outcome smallint not null, -- the number in the contract
    order_id text,
    decided_at bigint not null -- the log's time of the command
);

create index refused_requests on requests (decided_at) where order_id is null;

create table keys (
    item_id text,
    user_id text,
    idempotency_key text,
    request_id text not null,
    quantity bigint not null,
    primary key (item_id, user_id, idempotency_key)
);

create table holdings (
    item_id text,
    user_id text,
    units bigint not null check (units > 0),
    latest_order text not null,
    primary key (item_id, user_id)
) with (fillfactor = 80);

-- What the asker of a purchase is told.
create type told as (
    outcome smallint,
    order_id text, order_user text, order_quantity bigint, order_at bigint, order_key text,
    title text, stock bigint, sold bigint, opens_at bigint, closes_at bigint, per_user_limit bigint, version bigint,
    changed boolean -- whether this call sold something
);

create function told_of(p_item text, p_outcome smallint, p_order text, p_changed boolean) returns told
language sql stable as $$
    select (p_outcome,
            o.request_id, o.user_id, o.quantity, o.decided_at, o.idempotency_key,
            i.title, i.stock, i.sold, i.opens_at, i.closes_at, i.per_user_limit, i.version,
            p_changed)::told
    from (select 1) one
    left join requests o on o.request_id = p_order
    left join items i on i.item_id = p_item
$$;

create function look_up(p_request text, p_item text, p_user text) returns setof told
language sql stable as $$
    select (told_of(r.item_id, r.outcome, r.order_id, false)).*
    from requests r
    where r.request_id = p_request and r.item_id = p_item and r.user_id = p_user
$$;

-- Decides a purchase that was not decided before, and takes what it wins. No row of requests is written yet.
create function sell(
    p_request text, p_item text, p_user text, p_quantity bigint, p_at bigint, p_expired boolean,
    out outcome smallint, out order_id text)
language plpgsql as $$
declare
    item items;
    held holdings;
begin
    select * into item from items i where i.item_id = p_item;
    outcome := case
        when p_expired then 7
        when item.item_id is null then 4
        when p_at < item.opens_at then 5
        when p_at >= item.closes_at then 6
    end;
    if outcome is not null then
        return;
    end if;
    -- The lock keeps another purchase of this user out until this one has ended.
    select * into held from holdings h where h.item_id = p_item and h.user_id = p_user for update;
    if coalesce(held.units, 0) + p_quantity > item.per_user_limit then
        outcome := 3;
        order_id := held.latest_order;
        return;
    end if;
    -- Without a look first, everybody who comes too late would queue for the item's lock.
    if item.sold + p_quantity <= item.stock then
        update items i set sold = i.sold + p_quantity, version = i.version + 1
        where i.item_id = p_item and i.sold + p_quantity <= i.stock;
    end if;
    if item.sold + p_quantity > item.stock or not found then
        outcome := 2;
        return;
    end if;
    insert into holdings as h values (p_item, p_user, p_quantity, p_request)
    on conflict on constraint holdings_pkey do update
        set units = h.units + excluded.units, latest_order = excluded.latest_order
        where h.units + excluded.units <= item.per_user_limit;
    if not found then
        raise serialization_failure using message = 'the user''s first purchase was made meanwhile';
    end if;
    outcome := 1;
    order_id := p_request;
end $$;

-- Decides a purchase, once: asked again, it tells the same. Where two copies of it, or two purchases with one key, run
-- at the same time, one of them fails on a unique key, with all it did, and must be called again.
create function buy(
    p_request text, p_item text, p_user text, p_quantity bigint, p_key text, p_at bigint, p_expired boolean,
    p_redriven boolean) returns told
language plpgsql as $$
declare
    known requests;
    first keys;
    verdict record;
begin
    if p_redriven then
        delete from requests r where r.request_id = p_request and r.outcome = 20;
    end if;
    select * into known from requests r where r.request_id = p_request;
    if found then
        return told_of(p_item, known.outcome, known.order_id, false);
    end if;
    if p_key <> '' then
        select * into first from keys k where k.item_id = p_item and k.user_id = p_user and k.idempotency_key = p_key;
    end if;
    if first.request_id is null or first.request_id = p_request then
        select * into verdict from sell(p_request, p_item, p_user, p_quantity, p_at, p_expired);
    elsif first.quantity <> p_quantity then
        select 11::smallint as outcome, null::text as order_id into verdict;
    else
        select r.outcome, r.order_id into verdict from requests r where r.request_id = first.request_id;
    end if;
    insert into requests
    values (p_request, p_item, p_user, p_quantity, p_key, verdict.outcome, verdict.order_id, p_at);
    if p_key <> '' and first.request_id is null then
        insert into keys values (p_item, p_user, p_key, p_request, p_quantity);
    end if;
    return told_of(p_item, verdict.outcome, verdict.order_id, verdict.outcome = 1 and verdict.order_id = p_request);
end $$;

-- Decides that a purchase is given up, unless it is decided already.
create function reject(p_request text, p_item text, p_user text, p_quantity bigint, p_key text, p_at bigint)
returns told
language plpgsql as $$
declare
    known requests;
begin
    insert into requests values (p_request, p_item, p_user, p_quantity, p_key, 20, null, p_at)
    on conflict do nothing;
    select * into known from requests r where r.request_id = p_request;
    return told_of(p_item, known.outcome, known.order_id, false);
end $$;

-- Defines an item, unless a later definition is there.
create function define(
    p_item text, p_title text, p_stock bigint, p_opens_at bigint, p_closes_at bigint, p_limit bigint, p_offset bigint)
returns told
language plpgsql as $$
begin
    insert into items as i values (p_item, p_title, p_stock, 0, p_opens_at, p_closes_at, p_limit, 1, p_offset)
    on conflict (item_id) do update
        set title = excluded.title, stock = excluded.stock, opens_at = excluded.opens_at,
            closes_at = excluded.closes_at, per_user_limit = excluded.per_user_limit,
            version = i.version + 1, defined_by = excluded.defined_by
        where i.sold <= excluded.stock and i.defined_by <= excluded.defined_by;
    if found or (select i.defined_by > p_offset from items i where i.item_id = p_item) then
        return told_of(p_item, 8::smallint, null, true);
    end if;
    return told_of(p_item, 9::smallint, null, false);
end $$;
