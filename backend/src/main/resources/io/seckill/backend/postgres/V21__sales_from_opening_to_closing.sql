-- A sale from its opening to its closing: states of an item and its deletion, refunds, devices, and users whose holds run
-- out again and again.

-- What operators make of an item's sale: 0 is by its window, 1 paused, 2 closed; a closed item never changes again.
alter table items
    add column state smallint not null default 0,
    add column state_by bigint not null default -1; -- the offset of the last change of it

-- An item that is deleted leaves items at once, and is unknown from then on. Its orders are forgotten step by step after
-- that; until they are, no item of the same name begins.
create table deleted_items (
    item_id text primary key,
    version bigint not null, -- above every one of the item; a later item's are above it
    deleted_by bigint not null, -- the offset of the deletion
    decided_at bigint not null, -- the log's time of it
    emptied boolean not null -- whether all its orders are forgotten
);

-- It finds all orders of an item by now, those that ended too.
drop index orders_of_users;
create index orders_of_users on requests (item_id, user_id, place) where order_id = request_id;

-- What the command was told: 20 where it was given up; 27 where it was a refund that came before the confirm, and must not
-- take effect when it is decided again after it.
alter table rejections add column outcome smallint not null default 20;

-- The device that a purchase came from, as its buyer named it; empty where none was named.
alter table requests add column device_id text not null default '';

create index expired on requests (item_id, user_id) where status = 4;

alter type told add attribute state smallint, add attribute order_device text;

-- The order is told as it now is. One that ended may be forgotten: who was told of it because he repeated its key is
-- then told that nothing is known. Of an item that is gone no order is known.
create or replace function told_of(p_item text, p_user text, p_outcome smallint, p_order text, p_changed boolean)
returns told
language sql stable as $$
    select (case
                when (p_outcome between 12 and 18 or p_outcome between 26 and 28) and i.item_id is null then 4::smallint
                when p_outcome = 1 and o.request_id is null then 10::smallint
                else p_outcome
            end,
            o.request_id, o.user_id, o.quantity, o.decided_at, o.idempotency_key, o.status, o.held_until,
            i.title, i.stock, i.sold, i.opens_at, i.closes_at, i.per_user_limit, i.hold_millis, i.version,
            p_changed, i.state, o.device_id)::told
    from (select 1) one
    left join items i on i.item_id = p_item
    left join requests o on o.request_id = p_order and o.item_id = i.item_id and o.user_id = p_user
$$;

-- Nothing known settles it: the purchase may still be on its way, and must not be accepted after its asker was told that
-- there is none. Where it is being decided at this moment, one of the two inserts waits for the other.
create or replace function look_up(p_request text, p_item text, p_user text, p_at bigint, p_place bigint) returns told
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
    if not exists (select from items i where i.item_id = p_item) then
        return told_of(p_item, null, 4::smallint, null, false);
    end if;
    return told_of(p_item, p_user, known.outcome, known.order_id, false);
end $$;

-- A user of whose holds of an item too many ran out gets no more of it. The setting seckill.max_expired, of a transaction,
-- says how many are too many; without it nothing is counted. Holds that are over and not ended yet count too.
create function holds_exhausted(p_item text, p_user text, p_at bigint) returns boolean
language plpgsql stable as $$
declare
    most bigint := nullif(current_setting('seckill.max_expired', true), '');
begin
    if most is null then
        return false;
    end if;
    return most <= (
            select count(*) from requests r
            where r.item_id = p_item and r.user_id = p_user and r.status = 4)
        + (
            select count(*) from requests r
            where r.item_id = p_item and r.user_id = p_user and r.order_id = r.request_id and r.status = 1
                and r.held_until <= p_at);
end $$;

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
        when holds_exhausted(p_item, p_user, p_at) then 29
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

drop function buy(text, text, text, bigint, text, bigint, bigint, boolean, boolean);

-- Decides a purchase, once: asked again, it tells the same. Where two copies of it, or two purchases that win with one
-- key, run at the same time, one of them fails on a unique key, with all it did, and must be called again.
create function buy(
    p_request text, p_item text, p_user text, p_quantity bigint, p_key text, p_at bigint, p_place bigint,
    p_expired boolean, p_redriven boolean, p_device text) returns told
language plpgsql as $$
declare
    known requests;
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
    select * into verdict from won_by(p_item, p_user, p_key, p_quantity);
    if not found then
        select * into verdict from sell(p_request, p_item, p_user, p_quantity, p_at, p_expired);
        if verdict.outcome is null then
            return null;
        end if;
        sold := verdict.outcome = 1;
        if sold and p_key <> '' then
            insert into keys values (p_item, p_user, p_key, p_request, p_quantity);
        elsif not sold and exists (select from won_by(p_item, p_user, p_key, p_quantity)) then
            -- An order was won with the key meanwhile: it may be what took the last unit, or the user's limit.
            select * into verdict from won_by(p_item, p_user, p_key, p_quantity);
        end if;
    end if;
    insert into requests
    values (p_request, p_item, p_user, p_quantity, p_key, verdict.outcome, verdict.order_id, p_at, p_place,
        case when verdict.held_until > 0 then 1 else 0 end, verdict.held_until, p_device);
    return told_of(p_item, p_user, verdict.outcome, verdict.order_id, coalesce(sold, false));
end $$;

drop function buy_all(text[], text[], text[], bigint[], text[], bigint[], bigint[], boolean[], boolean[]);

-- Decides purchases one after the other, all or none, and tells of each in its turn. All their users' holdings are locked
-- before the first item is, by their key, as whoever ends holds locks them.
create function buy_all(
    p_requests text[], p_items text[], p_users text[], p_quantities bigint[], p_keys text[], p_at bigint[],
    p_places bigint[], p_expired boolean[], p_redriven boolean[], p_devices text[]) returns setof told
language plpgsql as $$
declare
    one told;
begin
    perform from holdings h
    where (h.item_id, h.user_id) in (select * from unnest(p_items, p_users))
    order by h.item_id, h.user_id for update;
    for i in 1 .. cardinality(p_requests) loop
        one := buy(p_requests[i], p_items[i], p_users[i], p_quantities[i], p_keys[i], p_at[i], p_places[i],
            p_expired[i], p_redriven[i], p_devices[i]);
        return next one;
    end loop;
end $$;

-- Defines an item, unless this definition, or a later one, is there, or the item was deleted after it.
create or replace function define(
    p_request text, p_item text, p_user text, p_title text, p_stock bigint, p_opens_at bigint, p_closes_at bigint,
    p_limit bigint, p_hold_millis bigint, p_at bigint, p_place bigint, p_redriven boolean)
returns told
language plpgsql as $$
declare
    known items;
    before deleted_items;
begin
    if is_rejected(p_request, p_item, p_user, p_at, p_redriven) then
        return told_of(p_item, null, 20::smallint, null, false);
    end if;
    select * into before from deleted_items d where d.item_id = p_item;
    if before.deleted_by > p_place then
        return told_of(p_item, null, 23::smallint, null, false);
    elsif not before.emptied then
        raise serialization_failure using message = 'the item of this name is being deleted';
    end if;
    insert into items as i
    values (p_item, p_title, p_stock, 0, case when p_opens_at = 0 then p_at else p_opens_at end, p_closes_at, p_limit,
        p_hold_millis, coalesce(before.version, 0) + 1, p_place)
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

-- That an item is gone: of it nothing is told but its version.
create function told_deleted(p_item text) returns told
language plpgsql stable as $$
declare
    result told := told_of(p_item, null, 24::smallint, null, true);
begin
    result.version := (select d.version from deleted_items d where d.item_id = p_item);
    return result;
end $$;

-- Deletes an item whose sale is over and of which no order is reserved, unless this deletion was made before.
create function delete_item(
    p_request text, p_item text, p_user text, p_at bigint, p_expired boolean, p_place bigint, p_redriven boolean)
returns told
language plpgsql as $$
declare
    known items;
begin
    if is_rejected(p_request, p_item, p_user, p_at, p_redriven) then
        return told_of(p_item, null, 20::smallint, null, false);
    elsif exists (select from deleted_items d where d.item_id = p_item and d.deleted_by = p_place) then
        return told_deleted(p_item);
    elsif p_expired then
        return told_of(p_item, null, 7::smallint, null, false);
    end if;
    select * into known from items i where i.item_id = p_item for update;
    if not found then
        return told_of(p_item, null, 4::smallint, null, false);
    elsif known.state <> 2 and (known.closes_at = 0 or p_at < known.closes_at) then
        return told_of(p_item, null, 25::smallint, null, false);
    elsif holds_are_over(p_item, p_at) then
        return null;
    elsif exists (select from requests r where r.item_id = p_item and r.status = 1) then
        return told_of(p_item, null, 25::smallint, null, false);
    end if;
    delete from items i where i.item_id = p_item;
    insert into deleted_items as d values (p_item, known.version + 1, p_place, p_at, false)
    on conflict (item_id) do update
        set version = excluded.version, deleted_by = excluded.deleted_by, decided_at = excluded.decided_at,
            emptied = false;
    return told_deleted(p_item);
end $$;

-- Decides that a deletion is given up, unless it was made.
create function reject_delete_item(p_request text, p_item text, p_user text, p_at bigint, p_place bigint) returns told
language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(p_request, 0));
    if exists (select from deleted_items d where d.item_id = p_item and d.deleted_by = p_place) then
        return told_deleted(p_item);
    end if;
    return keep_rejection(p_request, p_item, p_user, p_at);
end $$;

-- Forgets some of what a deleted item has left; the outcome is 0 as long as there may be more. What won no order is
-- forgotten as all of that is.
create function forget_deleted(p_item text) returns told
language plpgsql as $$
declare
    most constant int := 1000;
    orders int;
    owners int;
    bound int;
begin
    if not exists (select from deleted_items d where d.item_id = p_item and not d.emptied for update) then
        return told_of(p_item, null, 24::smallint, null, false);
    end if;
    delete from requests r where r.ctid = any (array(
        select o.ctid from requests o where o.item_id = p_item and o.order_id = o.request_id limit most));
    get diagnostics orders = row_count;
    delete from keys k where k.ctid = any (array(select o.ctid from keys o where o.item_id = p_item limit most));
    get diagnostics bound = row_count;
    delete from holdings h where h.ctid = any (array(select o.ctid from holdings o where o.item_id = p_item limit most));
    get diagnostics owners = row_count;
    if greatest(orders, bound, owners) = most then
        return told_of(p_item, null, 0::smallint, null, false);
    end if;
    update deleted_items d set emptied = true where d.item_id = p_item;
    return told_of(p_item, null, 24::smallint, null, false);
end $$;

drop function ask(text, text, text, text, smallint, bigint, boolean, boolean);

-- What is asked of an order: to be confirmed (p_wanted is 2), cancelled (3), refunded (5), or shown (0). Whatever it is, a
-- hold that is over ends first. Units of a refunded order that are not restocked leave the sale.
--
-- A command whose time has run out changes nothing and is told so, unless what it wanted is how things are: it may be a
-- copy of one that came in time.
create function ask(
    p_request text, p_order text, p_item text, p_user text, p_wanted smallint, p_at bigint, p_expired boolean,
    p_redriven boolean, p_restock boolean, p_place bigint) returns told
language plpgsql as $$
declare
    known requests;
    became smallint;
    ended boolean;
    withdrawn bigint;
begin
    if p_wanted <> 0 and is_rejected(p_request, p_item, p_user, p_at, p_redriven) then
        return told_of(p_item, p_user, (
            select j.outcome from rejections j
            where j.request_id = p_request and j.item_id = p_item and j.user_id = p_user), null, false);
    end if;
    if not exists (select from items i where i.item_id = p_item) then -- it may have orders that are yet to be forgotten
        return told_of(p_item, p_user, case when p_expired then 7 else 4 end::smallint, null, false);
    end if;
    select * into known from requests r
    where r.request_id = p_order and r.item_id = p_item and p_user in ('', r.user_id) and r.order_id = p_order for update;
    if not found then
        return told_of(p_item, p_user, case when p_expired then 7 else 18 end::smallint, null, false);
    end if;
    became := case
        when known.status = 1 and known.held_until <= p_at then 4
        when p_expired then known.status
        when p_wanted in (2, 3) and known.status = 1 then p_wanted
        when (p_wanted = 5 or (p_wanted = 3 and p_user = '')) and known.status in (0, 2) then p_wanted
        else known.status
    end;
    ended := became <> known.status and became >= 3;
    if became <> known.status then
        update requests r set status = became
        where r.request_id = p_order and r.item_id = p_item and r.user_id = known.user_id;
    end if;
    if ended then
        withdrawn := case when became = 5 and not p_restock then known.quantity else 0 end;
        perform give_back(p_item, known.user_id, known.quantity);
        -- A definition from before that is decided again must not bring back what was withdrawn.
        update items i set sold = i.sold - known.quantity, stock = i.stock - withdrawn, version = i.version + 1,
            defined_by = case when withdrawn > 0 then greatest(i.defined_by, p_place) else i.defined_by end
        where i.item_id = p_item;
    end if;
    if p_expired and became <> p_wanted then
        return told_of(p_item, known.user_id, 7::smallint, null, ended);
    end if;
    if p_wanted = 5 and became = 1 then
        insert into rejections values (p_request, p_item, p_user, p_at, 27);
    end if;
    return told_of(p_item, known.user_id, case
        when p_wanted = 0 then 12
        when became = 1 then 27
        when became = 4 then 15
        when became = 3 then case when p_wanted = 3 then 14 else 17 end
        when became = 5 then case when p_wanted = 5 then 26 else 28 end
        else case when p_wanted = 2 then 13 else 16 end
    end::smallint, p_order, ended);
end $$;

-- Decides that a command to confirm, cancel or refund is given up, unless what it wanted is how things are.
create or replace function reject_ask(
    p_request text, p_order text, p_item text, p_user text, p_wanted smallint, p_at bigint) returns told
language plpgsql as $$
declare
    known requests;
begin
    perform pg_advisory_xact_lock(hashtextextended(p_request, 0));
    select * into known from requests r
    where r.request_id = p_order and r.item_id = p_item and p_user in ('', r.user_id) and r.order_id = p_order
        and r.status = p_wanted;
    if found then
        return told_of(p_item, known.user_id,
            case p_wanted when 2 then 13 when 3 then 14 else 26 end::smallint, p_order, false);
    end if;
    return keep_rejection(p_request, p_item, p_user, p_at);
end $$;

-- The user's orders of the item, newest first, or that there is no such item.
create function list_orders(p_item text, p_user text, p_most int) returns setof told
language plpgsql stable as $$
begin
    if not exists (select from items i where i.item_id = p_item) then
        return next told_of(p_item, p_user, 4::smallint, null, false);
    end if;
    return query
        select t.*
        from (select r.request_id, r.decided_at from requests r
            where r.item_id = p_item and r.user_id = p_user and r.order_id = r.request_id
            order by r.decided_at desc, r.request_id collate "C" desc limit p_most) mine,
            lateral told_of(p_item, p_user, 30::smallint, mine.request_id, false) t
        order by mine.decided_at desc, mine.request_id collate "C" desc;
end $$;

-- The orders as a projector keeps them, so that gateways list them alike. A hold that is over may still be RESERVED.
create view orders as
select r.item_id, r.order_id, r.user_id, nullif(r.device_id, '') as device_id, r.quantity,
    (array['CONFIRMED', 'RESERVED', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'REFUNDED'])[r.status + 1] as status,
    timestamptz 'epoch' + r.decided_at * interval '1 millisecond' as decided_at,
    timestamptz 'epoch' + nullif(r.held_until, 0) * interval '1 millisecond' as held_until,
    null::timestamptz as forgotten_at
from requests r
where r.order_id = r.request_id;
