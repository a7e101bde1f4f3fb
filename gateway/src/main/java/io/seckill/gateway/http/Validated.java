package io.seckill.gateway.http;

import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import java.util.function.Consumer;
import java.util.function.Function;

/** What became of a piece of input: a value, or the refusal that says what is wrong with it. */
public sealed interface Validated<T> {
    /** The input was good. */
    record Valid<T>(T value) implements Validated<T> {
        @Override
        public void handle(Consumer<T> good, Consumer<Refusal> bad) {
            good.accept(value);
        }

        @Override
        public <R> Validated<R> then(Function<T, Validated<R>> next) {
            return next.apply(value);
        }
    }

    /** The input was not good. */
    record Invalid<T>(Refusal refusal) implements Validated<T> {
        @Override
        public void handle(Consumer<T> good, Consumer<Refusal> bad) {
            bad.accept(refusal);
        }

        @Override
        public <R> Validated<R> then(Function<T, Validated<R>> next) {
            return new Invalid<>(refusal);
        }
    }

    /** Calls one of the two. */
    void handle(Consumer<T> good, Consumer<Refusal> bad);

    /** Goes on with the value, or stays refused. */
    <R> Validated<R> then(Function<T, Validated<R>> next);

    public static <T> Validated<T> valid(T value) {
        return new Valid<>(value);
    }

    public static <T> Validated<T> invalid(String detail) {
        return new Invalid<>(new Refusal(Code.INVALID_REQUEST, detail));
    }

    public static <T> Validated<T> invalid(Code code, String detail) {
        return new Invalid<>(new Refusal(code, detail));
    }
}
