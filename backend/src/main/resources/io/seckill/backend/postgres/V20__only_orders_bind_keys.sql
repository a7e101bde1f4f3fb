-- An idempotency key is bound by the order that it has won, and by nothing else: what was refused may be possible by now.

delete from keys k
where not exists (
    select from requests r
    where r.request_id = k.request_id and r.item_id = k.item_id and r.user_id = k.user_id and r.order_id = r.request_id);

-- What a key stands for that has won an order; no row where it has won none.
create function won_by(p_item text, p_user text, p_key text, p_quantity bigint)
returns table (outcome smallint, order_id text, held_until bigint)
language sql as $$
    select case when k.quantity = p_quantity then 1 else 11 end::smallint,
        case when k.quantity = p_quantity then k.request_id end, 0::bigint
    from keys k
    where p_key <> '' and k.item_id = p_item and k.user_id = p_user and k.idempotency_key = p_key
$$;

-- Decides a purchase, once: asked again, it tells the same. Where two copies of it, or two purchases that win with one
-- key, run at the same time, one of them fails on a unique key, with all it did, and must be called again.
create or replace function buy(
    p_request text, p_item text, p_user text, p_quantity bigint, p_key text, p_at bigint, p_place bigint,
    p_expired boolean, p_redriven boolean) returns told
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
        case when verdict.held_until > 0 then 1 else 0 end, verdict.held_until);
    return told_of(p_item, p_user, verdict.outcome, verdict.order_id, coalesce(sold, false));
end $$;
