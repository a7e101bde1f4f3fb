-- The device that a purchase came from, as its buyer named it; empty where none was named.

alter table requests add column device_id text not null default '';

alter type told add attribute order_device text;

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
            p_changed, i.state, o.device_id)::told
    from (select 1) one
    left join items i on i.item_id = p_item
    left join requests o on o.request_id = p_order and o.item_id = i.item_id and o.user_id = p_user
$$;

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
