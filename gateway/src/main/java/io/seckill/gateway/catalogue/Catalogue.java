package io.seckill.gateway.catalogue;

import io.seckill.v1.Item;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The items by id, in order. The follower's thread writes, anybody reads. */
public final class Catalogue {
    private final int capacity;
    private final ConcurrentSkipListMap<String, Item> items = new ConcurrentSkipListMap<>();

    /** The same items: a purchase looks its own up, which takes a few comparisons less here. */
    private final ConcurrentHashMap<String, Item> byId = new ConcurrentHashMap<>();

    private final LongAdder leftOut = new LongAdder();

    private final AtomicLong version = new AtomicLong();

    /** Makes an empty catalogue for at most {@code capacity} items; more are counted and left out. */
    public Catalogue(int capacity) {
        this.capacity = capacity;
    }

    /** The id {@code itemId}, for a known item as the one string that all who wait for it share. */
    public String sharedId(String itemId) {
        Item item = find(itemId);
        return item == null ? itemId : item.getItemId();
    }

    /** The item {@code id}, or null where this gateway has not heard of it. */
    public @Nullable Item find(String id) {
        return byId.get(id);
    }

    /** Up to {@code limit} items with ids past {@code after}, in order; an empty {@code after} starts at the first. */
    public List<Item> page(String after, int limit) {
        return items.tailMap(after, false).values().stream().limit(limit).toList();
    }

    /** Items known. */
    public int size() {
        return items.size();
    }

    /** Grows with each change: while it stays the same, so do the items. */
    public long version() {
        return version.get();
    }

    /** Whether no item was left out. */
    public boolean isWhole() {
        return leftOut.sum() == 0;
    }

    /** Times that an item found no room. */
    public long leftOut() {
        return leftOut.sum();
    }

    /** Drops the item {@code id}, which was deleted. */
    void remove(String id) {
        if (items.remove(id) != null) {
            byId.remove(id);
            version.incrementAndGet();
        }
    }

    /** Takes {@code item} unless a newer version is there. */
    void update(Item item) {
        Item estimate = items.get(item.getItemId());
        if (estimate == null && items.size() >= capacity) {
            leftOut.increment();
        } else if (estimate == null || estimate.getVersion() <= item.getVersion()) {
            items.put(item.getItemId(), item);
            byId.put(item.getItemId(), item);
            version.incrementAndGet();
        }
    }
}
