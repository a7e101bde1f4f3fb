package io.seckill.settings;

/** A setting is unknown, unreadable or out of bounds; the message names it and says what would do, in one line. */
public final class SettingsException extends RuntimeException {
    /** Reports {@code message}, one line for the person who starts the process. */
    public SettingsException(String message) {
        super(message);
    }

    /** Reports {@code message}, keeping {@code cause} for a debugger. */
    public SettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
