-- Decides purchases one after the other, all or none, and tells of each in its turn. Where one finds holds over, it and
-- those behind it for its item are told as null: they must not be decided before the units of these holds are back. All
-- their users' holdings are locked before the first item is, by their key, as whoever ends holds locks them.
create or replace function buy_all(
    p_requests text[], p_items text[], p_users text[], p_quantities bigint[], p_keys text[], p_at bigint[],
    p_places bigint[], p_expired boolean[], p_redriven boolean[], p_devices text[]) returns setof told
language plpgsql as $$
declare
    one told;
    waiting text[] := '{}'; -- items whose holds must end first
begin
    perform from holdings h
    where (h.item_id, h.user_id) in (select * from unnest(p_items, p_users))
    order by h.item_id, h.user_id for update;
    for i in 1 .. cardinality(p_requests) loop
        one := null;
        if p_items[i] <> all (waiting) then
            one := buy(p_requests[i], p_items[i], p_users[i], p_quantities[i], p_keys[i], p_at[i], p_places[i],
                p_expired[i], p_redriven[i], p_devices[i]);
            if one.outcome is null then
                waiting := waiting || p_items[i];
            end if;
        end if;
        return next one;
    end loop;
end $$;
