package io.seckill.backend.postgres;

/**
 * What a decision of the store goes by, beside its tables.
 *
 * @param maxExpired of a user's holds at an item, as far as they are remembered; 0: any number
 * @param events whether decisions write events for the rest of the shop
 */
public record StoreRules(int maxExpired, boolean events) {}
