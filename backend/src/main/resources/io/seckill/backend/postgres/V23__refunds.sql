-- A confirmed order can be refunded, which is status 5; a service, whose commands name no user, acts for any user.

-- What the command was told: 20 where it was given up; 27 where it was a refund that came before the confirm, and must not
-- take effect when it is decided again after it.
alter table rejections add column outcome smallint not null default 20;

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

-- As backends of before call it.
create or replace function ask(
    p_request text, p_order text, p_item text, p_user text, p_wanted smallint, p_at bigint, p_expired boolean,
    p_redriven boolean) returns told
language sql as $$
    select ask(p_request, p_order, p_item, p_user, p_wanted, p_at, p_expired, p_redriven, false, 0)
$$;

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
