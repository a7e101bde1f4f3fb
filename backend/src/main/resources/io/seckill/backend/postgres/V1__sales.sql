-- Numbers that are unsigned 32-bit in the contract are bigint here. Times are milliseconds since the Unix epoch.
-- Outcomes and statuses are the numbers in the contract.
--
-- Who locks several rows locks them in this order, or two of them could wait for each other: the order's, its user's
-- holding, the item's. A purchase has no order yet when it locks the others.

create table items (
    item_id text primary key,
    title text not null,
    stock bigint not null,
    sold bigint not null default 0, -- reserved ones too
    opens_at bigint not null,
    closes_at bigint not null,
    per_user_limit bigint not null,
    hold_millis bigint not null,
    version bigint not null, -- grows with every change
    defined_by bigint not null, -- the offset of the definition
    constraint never_oversold check (sold between 0 and stock)
) with (fillfactor = 50);

-- Every purchase that was decided, and every one that was asked about and had not arrived. An order is one whose order_id
-- is its own request_id; a purchase that repeats an idempotency key names the first one's order.
create table requests (
    request_id text,
    item_id text,
    user_id text,
    quantity bigint not null,
    idempotency_key text not null,
    outcome smallint not null,
    order_id text,
    decided_at bigint not null, -- the log's time of the command
    place bigint not null, -- its offset
    status smallint not null, -- of an order
    held_until bigint not null, -- of an order; 0 where it was never held
    -- The id alone would do for purchases, but anybody may ask about any id, and must not settle another one's.
    primary key (request_id, item_id, user_id)
);

create index reserved on requests (item_id, held_until) where status = 1;

create index orders_of_users on requests (item_id, user_id, place) where order_id = request_id and status < 3;

-- What holds no unit, by the time from which it may be forgotten. A hold ends at held_until or before.
create index forgettable on requests (greatest(decided_at, held_until))
    where order_id is distinct from request_id or status >= 3;

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
    primary key (item_id, user_id)
) with (fillfactor = 80);

-- Commands other than purchases that were given up: whatever of them is still under way must change nothing. A purchase
-- that was given up is in requests, with the outcome 20.
create table rejections (
    request_id text,
    item_id text,
    user_id text,
    decided_at bigint not null, -- the log's time of the command
    primary key (request_id, item_id, user_id)
);

create index forgettable_rejections on rejections (decided_at);

-- What an asker is told.
create type told as (
    outcome smallint, -- null: nothing was decided, because holds of the item have run out and must be ended before
    order_id text, order_user text, order_quantity bigint, order_at bigint, order_key text,
    order_status smallint, order_held_until bigint,
    title text, stock bigint, sold bigint, opens_at bigint, closes_at bigint, per_user_limit bigint,
    hold_millis bigint, version bigint,
    changed boolean -- whether this call changed what is left of the item, or the item itself
);

-- The order is told as it now is. One that ended may be forgotten: who was told of it because he repeated its key is
-- then told that nothing is known.
create function told_of(p_item text, p_user text, p_outcome smallint, p_order text, p_changed boolean) returns told
language sql stable as $$
    select (case when p_outcome = 1 and o.request_id is null then 10::smallint else p_outcome end,
            o.request_id, o.user_id, o.quantity, o.decided_at, o.idempotency_key, o.status, o.held_until,
            i.title, i.stock, i.sold, i.opens_at, i.closes_at, i.per_user_limit, i.hold_millis, i.version,
            p_changed)::told
    from (select 1) one
    left join requests o on o.request_id = p_order and o.item_id = p_item and o.user_id = p_user
    left join items i on i.item_id = p_item
$$;

-- Nothing known settles it: the purchase may still be on its way, and must not be accepted after its asker was told that
-- there is none. Where it is being decided at this moment, one of the two inserts waits for the other.
create function look_up(p_request text, p_item text, p_user text, p_at bigint, p_place bigint) returns told
language plpgsql as $$
declare
    known requests;
begin
    select * into known from requests r where r.request_id = p_request and r.item_id = p_item and r.user_id = p_user;
    if not found then
        insert into requests values (p_request, p_item, p_user, 0, '', 10, null, p_at, p_place, 0, 0)
        on conflict do nothing;
        select * into known from requests r where r.request_id = p_request and r.item_id = p_item and r.user_id = p_user;
    end if;
    return told_of(p_item, p_user, known.outcome, known.order_id, false);
end $$;

create function holds_are_over(p_item text, p_at bigint) returns boolean
language sql stable as $$
    select exists (select from requests r where r.item_id = p_item and r.status = 1 and r.held_until <= p_at)
$$;

-- Decides a purchase that was not decided before, and takes what it wins. No row of requests is written yet. The outcome
-- is null where holds that are over stand between the purchase and an order.
create function sell(
    p_request text, p_item text, p_user text, p_quantity bigint, p_at bigint, p_expired boolean,
    out outcome smallint, out order_id text, out held_until bigint)
language plpgsql as $$
declare
    item items;
    held holdings;
begin
    held_until := 0;
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
        if not holds_are_over(p_item, p_at) then
            outcome := 3;
            order_id := (select r.request_id from requests r
                where r.item_id = p_item and r.user_id = p_user and r.order_id = r.request_id and r.status < 3
                order by r.place desc limit 1);
        end if;
        return;
    end if;
    -- Without a look first, everybody who comes too late would queue for the item's lock.
    if item.sold + p_quantity <= item.stock then
        update items i set sold = i.sold + p_quantity, version = i.version + 1
        where i.item_id = p_item and i.sold + p_quantity <= i.stock;
    end if;
    if item.sold + p_quantity > item.stock or not found then
        outcome := case when not holds_are_over(p_item, p_at) then 2 end;
        return;
    end if;
    insert into holdings as h values (p_item, p_user, p_quantity)
    on conflict on constraint holdings_pkey do update set units = h.units + excluded.units
        where h.units + excluded.units <= item.per_user_limit;
    if not found then
        raise serialization_failure using message = 'the user''s first purchase was made meanwhile';
    end if;
    outcome := 1;
    order_id := p_request;
    if item.hold_millis > 0 then
        held_until := p_at + item.hold_millis;
    end if;
end $$;

-- Decides a purchase, once: asked again, it tells the same. Where two copies of it, or two purchases with one key, run
-- at the same time, one of them fails on a unique key, with all it did, and must be called again.
create function buy(
    p_request text, p_item text, p_user text, p_quantity bigint, p_key text, p_at bigint, p_place bigint,
    p_expired boolean, p_redriven boolean) returns told
language plpgsql as $$
declare
    known requests;
    first keys;
    verdict record;
    sold boolean;
begin
    if p_redriven then -- an earlier rejection no longer counts; one of this very record does
        delete from requests r
        where r.request_id = p_request and r.item_id = p_item and r.user_id = p_user and r.outcome = 20
            and r.decided_at < p_at;
    end if;
    select * into known from requests r where r.request_id = p_request and r.item_id = p_item and r.user_id = p_user;
    if found then
        return told_of(p_item, p_user, known.outcome, known.order_id, false);
    end if;
    if p_key <> '' then
        select * into first from keys k where k.item_id = p_item and k.user_id = p_user and k.idempotency_key = p_key;
    end if;
    if first.request_id is null or first.request_id = p_request then
        select * into verdict from sell(p_request, p_item, p_user, p_quantity, p_at, p_expired);
    elsif first.quantity <> p_quantity then
        select 11::smallint as outcome, null::text as order_id, 0::bigint as held_until into verdict;
    else
        select r.outcome, r.order_id, 0::bigint as held_until into verdict from requests r
        where r.request_id = first.request_id and r.item_id = p_item and r.user_id = p_user;
    end if;
    if verdict.outcome is null then
        return null;
    end if;
    sold := verdict.outcome = 1 and verdict.order_id = p_request;
    insert into requests
    values (p_request, p_item, p_user, p_quantity, p_key, verdict.outcome, verdict.order_id, p_at, p_place,
        case when verdict.held_until > 0 then 1 else 0 end, verdict.held_until);
    if p_key <> '' and first.request_id is null then
        insert into keys values (p_item, p_user, p_key, p_request, p_quantity);
    end if;
    return told_of(p_item, p_user, verdict.outcome, verdict.order_id, sold);
end $$;

-- Decides purchases one after the other, all or none, and tells of each in its turn. All their users' holdings are locked
-- before the first item is, by their key, as whoever ends holds locks them.
create function buy_all(
    p_requests text[], p_items text[], p_users text[], p_quantities bigint[], p_keys text[], p_at bigint[],
    p_places bigint[], p_expired boolean[], p_redriven boolean[]) returns setof told
language plpgsql as $$
declare
    one told;
begin
    perform from holdings h
    where (h.item_id, h.user_id) in (select * from unnest(p_items, p_users))
    order by h.item_id, h.user_id for update;
    for i in 1 .. cardinality(p_requests) loop
        one := buy(p_requests[i], p_items[i], p_users[i], p_quantities[i], p_keys[i], p_at[i], p_places[i],
            p_expired[i], p_redriven[i]);
        return next one;
    end loop;
end $$;

-- Decides that a purchase is given up, unless it is decided already.
create function reject(
    p_request text, p_item text, p_user text, p_quantity bigint, p_key text, p_at bigint, p_place bigint)
returns told
language plpgsql as $$
declare
    known requests;
begin
    insert into requests values (p_request, p_item, p_user, p_quantity, p_key, 20, null, p_at, p_place, 0, 0)
    on conflict on constraint requests_pkey do update set decided_at = excluded.decided_at
        where requests.outcome = 20 and requests.decided_at < excluded.decided_at;
    select * into known from requests r where r.request_id = p_request and r.item_id = p_item and r.user_id = p_user;
    return told_of(p_item, p_user, known.outcome, known.order_id, false);
end $$;

-- Whether a command that is no purchase was given up. The lock makes an attempt at it and its rejection wait for each
-- other, so that the second sees what the first did. It is always the first lock of its transaction.
create function is_rejected(p_request text, p_item text, p_user text, p_at bigint, p_redriven boolean) returns boolean
language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(p_request, 0));
    if p_redriven then
        delete from rejections r
        where r.request_id = p_request and r.item_id = p_item and r.user_id = p_user and r.decided_at < p_at;
    end if;
    return exists (
        select from rejections r where r.request_id = p_request and r.item_id = p_item and r.user_id = p_user);
end $$;

create function keep_rejection(p_request text, p_item text, p_user text, p_at bigint) returns told
language plpgsql as $$
begin
    insert into rejections as r values (p_request, p_item, p_user, p_at)
    on conflict on constraint rejections_pkey do update set decided_at = greatest(r.decided_at, excluded.decided_at);
    return told_of(p_item, p_user, 20::smallint, null, false);
end $$;

-- Takes units of ended orders off what their user holds.
create function give_back(p_item text, p_user text, p_units bigint) returns void
language plpgsql as $$
declare
    held bigint;
begin
    select units into held from holdings h where h.item_id = p_item and h.user_id = p_user for update;
    if held = p_units then
        delete from holdings h where h.item_id = p_item and h.user_id = p_user;
    else
        update holdings h set units = h.units - p_units where h.item_id = p_item and h.user_id = p_user;
    end if;
end $$;

-- What a user asks of his order: to be confirmed (p_wanted is 2), to be cancelled (3), or to be shown (0). Whatever it is,
-- a hold that is over ends first.
--
-- A command whose time has run out changes nothing and is told so, unless what it wanted is how things are: it may be a
-- copy of one that came in time.
create function ask(
    p_request text, p_order text, p_item text, p_user text, p_wanted smallint, p_at bigint, p_expired boolean,
    p_redriven boolean) returns told
language plpgsql as $$
declare
    known requests;
    became smallint;
    ended boolean;
begin
    if p_wanted <> 0 and is_rejected(p_request, p_item, p_user, p_at, p_redriven) then
        return told_of(p_item, p_user, 20::smallint, null, false);
    end if;
    select * into known from requests r
    where r.request_id = p_order and r.item_id = p_item and r.user_id = p_user and r.order_id = p_order for update;
    if not found then
        return told_of(p_item, p_user, case when p_expired then 7 else 18 end::smallint, null, false);
    end if;
    became := case
        when known.status <> 1 then known.status
        when known.held_until <= p_at then 4
        when p_wanted = 0 or p_expired then 1
        else p_wanted
    end;
    ended := became <> known.status and became >= 3;
    if became <> known.status then
        update requests r set status = became
        where r.request_id = p_order and r.item_id = p_item and r.user_id = p_user;
    end if;
    if ended then
        perform give_back(p_item, p_user, known.quantity);
        update items i set sold = i.sold - known.quantity, version = i.version + 1 where i.item_id = p_item;
    end if;
    if p_expired and became <> p_wanted then
        return told_of(p_item, p_user, 7::smallint, null, ended);
    end if;
    return told_of(p_item, p_user, case
        when p_wanted = 0 then 12
        when became = 4 then 15
        when became = 3 then case when p_wanted = 2 then 17 else 14 end
        else case when p_wanted = 2 then 13 else 16 end
    end::smallint, p_order, ended);
end $$;

-- Decides that a command to confirm or cancel is given up, unless what it wanted is how things are.
create function reject_ask(
    p_request text, p_order text, p_item text, p_user text, p_wanted smallint, p_at bigint) returns told
language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(p_request, 0));
    if exists (
        select from requests r
        where r.request_id = p_order and r.item_id = p_item and r.user_id = p_user and r.order_id = p_order
            and r.status = p_wanted)
    then
        return told_of(p_item, p_user, case when p_wanted = 2 then 13 else 14 end::smallint, p_order, false);
    end if;
    return keep_rejection(p_request, p_item, p_user, p_at);
end $$;

-- Ends holds of the item that are over, a bounded number of them; "changed" says whether there were any.
create function end_holds(p_item text, p_at bigint) returns told
language plpgsql as $$
declare
    mine record;
    total bigint := 0;
begin
    for mine in
        with over as (
            select r.request_id, r.user_id from requests r
            where r.item_id = p_item and r.status = 1 and r.held_until <= p_at
            order by r.request_id limit 1000 for update),
        ended as (
            update requests r set status = 4 from over
            where r.request_id = over.request_id and r.item_id = p_item and r.user_id = over.user_id
            returning r.user_id, r.quantity)
        select e.user_id, sum(e.quantity)::bigint as units from ended e group by e.user_id order by e.user_id
    loop
        perform give_back(p_item, mine.user_id, mine.units);
        total := total + mine.units;
    end loop;
    if total > 0 then
        update items i set sold = i.sold - total, version = i.version + 1 where i.item_id = p_item;
    end if;
    return told_of(p_item, null, 0::smallint, null, total > 0);
end $$;

-- Defines an item, unless a later definition is there.
create function define(
    p_request text, p_item text, p_user text, p_title text, p_stock bigint, p_opens_at bigint, p_closes_at bigint,
    p_limit bigint, p_hold_millis bigint, p_at bigint, p_place bigint, p_redriven boolean)
returns told
language plpgsql as $$
begin
    if is_rejected(p_request, p_item, p_user, p_at, p_redriven) then
        return told_of(p_item, null, 20::smallint, null, false);
    end if;
    insert into items as i
    values (p_item, p_title, p_stock, 0, p_opens_at, p_closes_at, p_limit, p_hold_millis, 1, p_place)
    on conflict (item_id) do update
        set title = excluded.title, stock = excluded.stock, opens_at = excluded.opens_at,
            closes_at = excluded.closes_at, per_user_limit = excluded.per_user_limit,
            hold_millis = excluded.hold_millis, version = i.version + 1, defined_by = excluded.defined_by
        where i.sold <= excluded.stock and i.defined_by <= excluded.defined_by;
    if found or (select i.defined_by > p_place from items i where i.item_id = p_item) then
        return told_of(p_item, null, 8::smallint, null, true);
    end if;
    if holds_are_over(p_item, p_at) then
        return null;
    end if;
    return told_of(p_item, null, 9::smallint, null, false);
end $$;

-- Decides that a definition is given up, unless it, or a later one, is there.
create function reject_define(p_request text, p_item text, p_user text, p_at bigint, p_place bigint) returns told
language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(p_request, 0));
    if exists (select from items i where i.item_id = p_item and i.defined_by >= p_place) then
        return told_of(p_item, null, 8::smallint, null, true);
    end if;
    return keep_rejection(p_request, p_item, p_user, p_at);
end $$;
