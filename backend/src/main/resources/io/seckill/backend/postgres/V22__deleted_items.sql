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

-- The order is told as it now is. One that ended may be forgotten: who was told of it because he repeated its key is
-- then told that nothing is known. Of an item that is gone no order is known.
create or replace function told_of(p_item text, p_user text, p_outcome smallint, p_order text, p_changed boolean)
returns told
language sql stable as $$
    select (case
                when p_outcome between 12 and 18 and i.item_id is null then 4::smallint
                when p_outcome = 1 and o.request_id is null then 10::smallint
                else p_outcome
            end,
            o.request_id, o.user_id, o.quantity, o.decided_at, o.idempotency_key, o.status, o.held_until,
            i.title, i.stock, i.sold, i.opens_at, i.closes_at, i.per_user_limit, i.hold_millis, i.version,
            p_changed, i.state)::told
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
