package io.seckill.gateway.accept;

import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import java.util.function.Consumer;
import java.util.function.Function;

/** What became of a piece of input: a value, or the refusal that says what is wrong with it. */
sealed interface Parsed<T> {
    /** The input was good. */
    record Valid<T>(T value) implements Parsed<T> {
        @Override
        public void handle(Consumer<T> good, Consumer<Refusal> bad) {
            good.accept(value);
        }

        @Override
        public <R> Parsed<R> then(Function<T, Parsed<R>> next) {
            return next.apply(value);
        }
    }

    /** The input was not good. */
    record Invalid<T>(Refusal refusal) implements Parsed<T> {
        @Override
        public void handle(Consumer<T> good, Consumer<Refusal> bad) {
            bad.accept(refusal);
        }

        @Override
        public <R> Parsed<R> then(Function<T, Parsed<R>> next) {
            return new Invalid<>(refusal);
        }
    }

    /** Calls one of the two. */
    void handle(Consumer<T> good, Consumer<Refusal> bad);

    /** Goes on with the value, or stays refused. */
    <R> Parsed<R> then(Function<T, Parsed<R>> next);

    static <T> Parsed<T> valid(T value) {
        return new Valid<>(value);
    }

    static <T> Parsed<T> invalid(String detail) {
        return new Invalid<>(new Refusal(Code.INVALID_REQUEST, detail));
    }

    static <T> Parsed<T> invalid(Code code, String detail) {
        return new Invalid<>(new Refusal(code, detail));
    }
}
