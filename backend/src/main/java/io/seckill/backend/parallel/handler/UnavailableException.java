package io.seckill.backend.parallel.handler;

import org.jspecify.annotations.Nullable;

/** What a {@link Handler} depends on is away: no fault of the command, and no attempt at it. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what is away. */
    public UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What {@code failure} tells people: the message alone, where it was written for them. */
    public static String reason(Throwable failure) {
        boolean plain = failure instanceof UnavailableException || failure instanceof ContendedException;
        return plain ? String.valueOf(failure.getMessage()) : failure.toString();
    }
}
