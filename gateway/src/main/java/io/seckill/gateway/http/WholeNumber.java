package io.seckill.gateway.http;

import java.math.BigDecimal;
import java.util.OptionalInt;

/** A number without a fraction, as JSON Schema has it: {@code 1}, {@code 1.0} and {@code 1e0} are the same. */
public final class WholeNumber {
    private WholeNumber() {}

    /** {@code value}, where it is whole and from {@code min} to {@code max}; else empty. */
    public static OptionalInt of(BigDecimal value, int min, int max) {
        try {
            int whole = value.intValueExact();
            return whole >= min && whole <= max ? OptionalInt.of(whole) : OptionalInt.empty();
        } catch (ArithmeticException broken) {
            return OptionalInt.empty();
        }
    }
}
