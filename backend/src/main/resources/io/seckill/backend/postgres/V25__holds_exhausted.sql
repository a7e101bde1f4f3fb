-- A user of whose holds of an item too many ran out gets no more of it. The setting seckill.max_expired, of a transaction,
-- says how many are too many; without it nothing is counted.

create index expired on requests (item_id, user_id) where status = 4;

-- Those that are over and not ended yet count too.
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

-- As before, and holds_exhausted.
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
