package io.seckill.backend.projection;

/** PostgreSQL did not do what it was asked to; its message is one plain line. */
final class NotWrittenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotWrittenException(String message, Throwable cause) {
        super(message, cause);
    }
}
