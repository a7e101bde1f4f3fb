package io.seckill.backend.deliver;

import io.seckill.backend.trace.CommandTrace;
import io.seckill.v1.Result;
import org.jspecify.annotations.Nullable;

/**
 * A result and where to bring it.
 *
 * @param address {@code host:port} of the gateway that waits, as the command names it
 * @param trace where the command is traced
 */
public record Reply(String address, Result result, @Nullable CommandTrace trace) {
    /** One that is not traced. */
    public Reply(String address, Result result) {
        this(address, result, null);
    }

    /** This, where {@code spans} are its command's. */
    public Reply tracedBy(@Nullable CommandTrace spans) {
        return new Reply(address, result, spans);
    }
}
