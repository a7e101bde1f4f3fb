package io.seckill.backend.engine;

import org.jspecify.annotations.Nullable;

/** What a {@link Handler} depends on is away: no fault of the command, and no attempt at it. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what is away. */
    public UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
