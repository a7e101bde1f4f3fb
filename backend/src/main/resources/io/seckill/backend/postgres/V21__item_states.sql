-- What operators make of an item's sale: 0 is by its window, 1 paused, 2 closed; a closed item never changes again.

alter table items
    add column state smallint not null default 0,
    add column state_by bigint not null default -1; -- the offset of the last change of it

alter type told add attribute state smallint;

create or replace function told_of(p_item text, p_user text, p_outcome smallint, p_order text, p_changed boolean)
returns told
language sql stable as $$
    select (case when p_outcome = 1 and o.request_id is null then 10::smallint else p_outcome end,
            o.request_id, o.user_id, o.quantity, o.decided_at, o.idempotency_key, o.status, o.held_until,
            i.title, i.stock, i.sold, i.opens_at, i.closes_at, i.per_user_limit, i.hold_millis, i.version,
            p_changed, i.state)::told
    from (select 1) one
    left join requests o on o.request_id = p_order and o.item_id = p_item and o.user_id = p_user
    left join items i on i.item_id = p_item
$$;

-- Decides a purchase that was not decided before, and takes what it wins. No row of requests is written yet. The outcome
-- is null where holds that are over stand between the purchase and an order.
create or replace function sell(
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
        when item.state = 2 or (item.closes_at <> 0 and p_at >= item.closes_at) then 6
        when item.state <> 0 then 22
        when p_at < item.opens_at then 5
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
        where i.item_id = p_item and i.sold + p_quantity <= i.stock and i.state = 0;
        if not found and (select i.state <> 0 from items i where i.item_id = p_item) then
            raise serialization_failure using message = 'the item''s state was changed meanwhile';
        end if;
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

-- Defines an item, unless this definition, or a later one, is there.
create or replace function define(
    p_request text, p_item text, p_user text, p_title text, p_stock bigint, p_opens_at bigint, p_closes_at bigint,
    p_limit bigint, p_hold_millis bigint, p_at bigint, p_place bigint, p_redriven boolean)
returns told
language plpgsql as $$
declare
    known items;
begin
    if is_rejected(p_request, p_item, p_user, p_at, p_redriven) then
        return told_of(p_item, null, 20::smallint, null, false);
    end if;
    insert into items as i
    values (p_item, p_title, p_stock, 0, case when p_opens_at = 0 then p_at else p_opens_at end, p_closes_at, p_limit,
        p_hold_millis, 1, p_place)
    on conflict (item_id) do update
        set title = excluded.title, stock = excluded.stock, opens_at = excluded.opens_at,
            closes_at = excluded.closes_at, per_user_limit = excluded.per_user_limit,
            hold_millis = excluded.hold_millis, version = i.version + 1, defined_by = excluded.defined_by
        where i.sold <= excluded.stock and i.defined_by <= excluded.defined_by and i.state <> 2;
    if found then
        return told_of(p_item, null, 8::smallint, null, true);
    end if;
    select * into known from items i where i.item_id = p_item;
    if known.defined_by >= p_place then
        return told_of(p_item, null, 8::smallint, null, true);
    elsif known.state = 2 then
        return told_of(p_item, null, 23::smallint, null, false);
    elsif holds_are_over(p_item, p_at) then
        return null;
    end if;
    return told_of(p_item, null, 9::smallint, null, false);
end $$;

-- Changes an item's state, unless this change, or a later one, has been made.
create function change_state(
    p_request text, p_item text, p_user text, p_state smallint, p_at bigint, p_place bigint, p_redriven boolean)
returns told
language plpgsql as $$
declare
    known items;
begin
    if is_rejected(p_request, p_item, p_user, p_at, p_redriven) then
        return told_of(p_item, null, 20::smallint, null, false);
    end if;
    update items i set state = p_state, version = i.version + 1, state_by = p_place
    where i.item_id = p_item and i.state not in (2, p_state) and i.state_by <= p_place;
    if found then
        return told_of(p_item, null, 8::smallint, null, true);
    end if;
    select * into known from items i where i.item_id = p_item;
    return told_of(p_item, null, case
        when known.item_id is null then 4
        when known.state = 2 and p_state <> 2 and known.state_by < p_place then 23
        else 8
    end::smallint, null, known.item_id is not null);
end $$;

-- Decides that a change of state is given up, unless it, or a later one, has been made.
create function reject_change_state(p_request text, p_item text, p_user text, p_at bigint, p_place bigint) returns told
language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(p_request, 0));
    if exists (select from items i where i.item_id = p_item and i.state_by >= p_place) then
        return told_of(p_item, null, 8::smallint, null, true);
    end if;
    return keep_rejection(p_request, p_item, p_user, p_at);
end $$;
