package io.seckill.gateway.catalogue;

import io.seckill.v1.Item;

/** Does to a view, for tests of other packages, what the follower would. */
public final class Views {
    private Views() {}

    /** Takes {@code item}. */
    public static void update(Catalogue catalogue, Item item) {
        catalogue.update(item);
    }

    /** Drops the item {@code id}. */
    public static void remove(Catalogue catalogue, String id) {
        catalogue.remove(id);
    }

    /** Makes the view current. */
    public static void confirm(Freshness freshness) {
        freshness.told(0, 0);
    }
}
