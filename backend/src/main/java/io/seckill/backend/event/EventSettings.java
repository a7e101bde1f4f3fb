package io.seckill.backend.event;

/**
 * What the rest of the shop is told.
 *
 * @param enabled whether events are written
 */
public record EventSettings(boolean enabled) {}
