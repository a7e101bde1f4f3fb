package io.seckill.backend.parallel.handler;

import org.jspecify.annotations.Nullable;

/**
 * An attempt met something that stands in its way for now, another one's lock say: no fault of the command. It is tried
 * again without end, out of the way of others where the mode lets them pass, and never given up for it.
 */
public final class ContendedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what stands in the way. */
    public ContendedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
