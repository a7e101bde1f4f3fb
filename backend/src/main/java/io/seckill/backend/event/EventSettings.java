package io.seckill.backend.event;

/**
 * What the rest of the shop is told.
 *
 * @param enabled whether events are written; with the ledger only
 */
public record EventSettings(boolean enabled) {}
