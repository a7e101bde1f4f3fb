package io.seckill.settings;

import java.time.Duration;

/** The bounds that settings records check in their constructors; a value outside raises {@link IllegalArgumentException}. */
public final class Check {
    private Check() {}

    /** Returns {@code value} where {@code min <= value <= max}. */
    public static long range(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be between " + min + " and " + max + ", but is " + value);
        }
        return value;
    }

    /** Returns {@code value} where {@code min <= value <= max}. */
    public static Duration range(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + " must be between " + Durations.print(min) + " and "
                    + Durations.print(max) + ", but is " + Durations.print(value));
        }
        return value;
    }

    /** Returns {@code value} where it may be a TCP port; 0 asks the system for a free one. */
    public static int port(String name, int value) {
        return (int) range(name, value, 0, 65_535);
    }

    /** Returns {@code value} where it has a visible character. */
    public static String text(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
        return value;
    }
}
