package io.seckill.gateway.catalogue;

import io.seckill.v1.Item;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The items by id, in order. The follower's thread writes, anybody reads. */
public final class Catalogue {
    private final int capacity;
    private final ConcurrentSkipListMap<String, Item> items = new ConcurrentSkipListMap<>();
    private final LongAdder leftOut = new LongAdder();

    /** Makes an empty catalogue for at most {@code capacity} items; more are counted and left out. */
    public Catalogue(int capacity) {
        this.capacity = capacity;
    }

    /** The item {@code id}, or null where this gateway has not heard of it. */
    public @Nullable Item find(String id) {
        return items.get(id);
    }

    /** Up to {@code limit} items with ids past {@code after}, in order; an empty {@code after} starts at the first. */
    public List<Item> page(String after, int limit) {
        return items.tailMap(after, false).values().stream().limit(limit).toList();
    }

    /** Items known. */
    public int size() {
        return items.size();
    }

    /** Times that an item found no room. */
    public long leftOut() {
        return leftOut.sum();
    }

    /** Takes {@code item} unless a newer version is there. */
    void update(Item item) {
        Item standing = items.get(item.getItemId());
        if (standing == null && items.size() >= capacity) {
            leftOut.increment();
        } else if (standing == null || standing.getVersion() <= item.getVersion()) {
            items.put(item.getItemId(), item);
        }
    }
}
