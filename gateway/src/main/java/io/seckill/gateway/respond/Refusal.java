package io.seckill.gateway.respond;

/**
 * A request that ends before it is registered.
 *
 * @param code what to switch on
 * @param detail what to read: which field, what would do
 */
public record Refusal(Code code, String detail) {}
