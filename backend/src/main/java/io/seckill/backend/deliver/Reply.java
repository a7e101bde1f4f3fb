package io.seckill.backend.deliver;

import io.seckill.v1.Result;

/**
 * A result and where to bring it.
 *
 * @param address {@code host:port} of the gateway that waits, as the command names it
 */
public record Reply(String address, Result result) {}
