-- Events for the rest of the shop: the transaction that decides writes them here, and one backend relays them to Kafka.
--
-- They are written where seckill.told_at is set, of a transaction, to the log's time of what it decides; elsewhere nothing
-- is. An event bears what it tells, so that who relays it needs to know nothing else.
--
-- Numbers are given out in the order of the inserts, and become visible in that of the commits. So each event is numbered
-- under the lock of its item's row: of one item, nothing that is visible later has a lower number. Of different items it may,
-- and the relay takes what is visible, whatever its number.

create table events (
    id bigint generated always as identity primary key,
    type text not null, -- empty: that the order has come to its status
    at bigint not null, -- the log's time
    item json not null, -- as it was left
    sale text not null, -- how the item's sale stands
    ordered json
);

-- The batch that is being relayed. Who relays it keeps its number in Kafka, in the transaction that appends its events.
create table relayed (
    number bigint not null,
    ids bigint[] not null
);

insert into relayed values (0, '{}');

alter table items
    add column told smallint not null default 0, -- how its sale stood when that was told last: see sale_at
    add column told_at bigint not null default 0; -- the log's time until when its openings and closings are told

-- How a sale stands: 0 scheduled, 1 open, 2 paused, 3 closed.
create function sale_at(p_item items, p_at bigint) returns int
language sql immutable as $$
    select case
        when p_item.state = 2 or (p_item.closes_at <> 0 and p_at >= p_item.closes_at) then 3
        when p_item.state <> 0 then 2
        when p_at < p_item.opens_at then 0
        else 1
    end
$$;

create function tell(p_type text, p_at bigint, p_item items, p_sale int, p_order requests default null) returns void
language plpgsql as $$
begin
    insert into events (type, at, item, sale, ordered)
    values (p_type, p_at, to_json(p_item), (array['SCHEDULED', 'OPEN', 'PAUSED', 'CLOSED'])[p_sale + 1],
        case when p_order.request_id is not null then to_json(p_order) end);
end $$;

-- Tells how the sale stood at each of the times, where that was not how it stood before. Returns how it stood last.
create function tell_sale(p_item items, p_times bigint[]) returns int
language plpgsql as $$
declare
    moment bigint;
    stands int;
begin
    foreach moment in array p_times loop
        stands := sale_at(p_item, moment);
        if stands <> p_item.told then
            perform tell((array['ITEM_DEFINED', 'ITEM_OPENED', 'ITEM_PAUSED', 'ITEM_CLOSED'])[stands + 1], moment, p_item,
                stands);
            p_item.told := stands;
        end if;
    end loop;
    update items i set told = p_item.told, told_at = moment where i.item_id = p_item.item_id;
    return p_item.told;
end $$;

-- Tells that the sale has opened or closed by that time, if it has since the last one. Returns how it was told last.
create function tell_time(p_item items, p_at bigint) returns int
language plpgsql as $$
declare
    moments bigint[] := array(
        select m from unnest(array[p_item.opens_at, p_item.closes_at]) m
        where m > p_item.told_at and m <= p_at order by m);
begin
    if cardinality(moments) > 0 then
        return tell_sale(p_item, moments);
    end if;
    return p_item.told;
end $$;

-- An order is there. Its units are off the item already, whose row is locked by that.
create function tell_order() returns trigger
language plpgsql as $$
declare
    item items;
begin
    select * into item from items i where i.item_id = new.item_id;
    item.sold := item.sold - new.quantity;
    perform tell_time(item, new.decided_at);
    item.sold := item.sold + new.quantity;
    perform tell('', new.decided_at, item, 1, new);
    if item.sold = item.stock then
        perform tell('ITEM_SOLD_OUT', new.decided_at, item, sale_at(item, greatest(item.told_at, new.decided_at)));
    end if;
    return null;
end $$;

create trigger tell_order after insert on requests
    for each row when (new.order_id = new.request_id and current_setting('seckill.told_at', true) <> '')
    execute function tell_order();

-- Orders of one item have come to another status. Their units are given back after this, so the locks that this takes
-- are taken here, in the same order.
create function tell_orders() returns trigger
language plpgsql as $$
declare
    at bigint := current_setting('seckill.told_at');
    item items;
    changed requests;
begin
    perform from holdings h
    where (h.item_id, h.user_id) in (select c.item_id, c.user_id from changes c where c.status >= 3)
    order by h.item_id, h.user_id for update;
    select * into item from items i where i.item_id = (select c.item_id from changes c limit 1) for no key update;
    if not found then
        return null; -- there is no such order, or the item was deleted meanwhile
    end if;
    perform tell_time(item, at);
    for changed in select * from changes c order by c.request_id loop
        item.sold := item.sold - case when changed.status >= 3 then changed.quantity else 0 end;
        perform tell('', at, item, 1, changed);
    end loop;
    return null;
end $$;

create trigger tell_orders after update on requests referencing new table as changes
    for each statement when (current_setting('seckill.told_at', true) <> '')
    execute function tell_orders();

-- An item is defined, its state is changed, units are given back or withdrawn, or it is deleted. What is sold is told with
-- the order.
create function tell_item() returns trigger
language plpgsql as $$
declare
    at bigint := current_setting('seckill.told_at');
    item items := new;
    now bigint;
begin
    if tg_op = 'DELETE' then
        perform tell_time(old, at);
        item := old;
        item.version := old.version + 1;
        perform tell('ITEM_DELETED', at, item, 3);
        return null;
    end if;
    if tg_op = 'UPDATE' then
        item.told := tell_time(old, at); -- what has come to pass before this
    end if;
    now := greatest(at, item.told_at);
    if new.defined_by is distinct from old.defined_by or new.stock is distinct from old.stock then
        perform tell('ITEM_DEFINED', at, item, sale_at(item, now));
        if sale_at(item, now) = 0 then
            item.told := 0;
        end if;
        perform tell_sale(item, array[now]);
    elsif new.state <> old.state then
        perform tell_sale(item, array[now]);
    end if;
    if (new.sold = new.stock) <> (old.sold = old.stock) then
        perform tell(case when new.sold = new.stock then 'ITEM_SOLD_OUT' else 'ITEM_BACK_IN_STOCK' end, at, item,
            sale_at(item, now));
    end if;
    return null;
end $$;

create trigger tell_defined after insert on items
    for each row when (current_setting('seckill.told_at', true) <> '') execute function tell_item();

create trigger tell_changed after update on items
    for each row when (
        new.sold <= old.sold and new.version <> old.version and current_setting('seckill.told_at', true) <> '')
    execute function tell_item();

create trigger tell_deleted after delete on items
    for each row when (current_setting('seckill.told_at', true) <> '') execute function tell_item();

-- Ends holds of the item that are over, a bounded number of them; "changed" says whether there were any. Where there is none,
-- it is told how the sale stands by now.
create or replace function end_holds(p_item text, p_at bigint) returns told
language plpgsql as $$
declare
    mine record;
    total bigint := 0;
    item items;
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
    elsif current_setting('seckill.told_at', true) <> '' then
        select * into item from items i where i.item_id = p_item for no key update;
        if found then
            perform tell_time(item, p_at);
        end if;
    end if;
    return told_of(p_item, null, 0::smallint, null, total > 0);
end $$;

-- The batch of events that follows on number p_sent, in their order, each with the batch's own number; a batch that was not
-- sent comes again as it was. One that was sent is deleted. Where p_sent is null that is not known, and it comes again.
create function next_events(p_sent bigint)
returns table (number bigint, id bigint, type text, at bigint, item text, sale text, ordered text)
language plpgsql as $$
declare
    most constant int := 1000;
    batch relayed;
    empty boolean;
begin
    -- Nothing is written while there is nothing to relay. min() finds by the index that the table is empty.
    if (select min(e.id) from events e) is null and exists (select from relayed r where r.ids = '{}') then
        return;
    end if;
    select * into batch from relayed for update;
    empty := cardinality(batch.ids) = 0;
    if empty or batch.number <= p_sent then
        delete from events e where e.id = any (batch.ids);
        batch.ids := array(select e.id from events e order by e.id limit most);
        if cardinality(batch.ids) > 0 then
            batch.number := greatest(batch.number, p_sent) + 1;
        end if;
        if not empty or cardinality(batch.ids) > 0 then
            update relayed r set number = batch.number, ids = batch.ids;
        end if;
    end if;
    return query
        select batch.number, e.id, e.type, e.at, e.item::text, e.sale, e.ordered::text
        from events e where e.id = any (batch.ids) order by e.id;
end $$;
