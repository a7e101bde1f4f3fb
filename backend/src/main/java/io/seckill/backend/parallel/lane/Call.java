package io.seckill.backend.parallel.lane;

import io.seckill.v1.Result;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls a handler so that whatever it does, its answer comes on the engine's thread, once. */
final class Call {
    /** Hears how a call ended; one of the two is null. */
    interface Ended<T> {
        void with(@Nullable T result, @Nullable Throwable failure);
    }

    private Call() {}

    /** Calls {@code handler}; one that has answered already is heard at once, without going through the mailbox. */
    static <T> void of(Supplier<? extends @Nullable Future<T>> handler, LanePort outlet, Ended<T> ended) {
        Future<T> answer = asked(handler);
        if (answer.isComplete()) {
            tell(answer, ended);
        } else {
            answer.onComplete(done -> outlet.post(() -> tell(answer, ended)));
        }
    }

    /** Calls {@code handler} with a line of {@code length}; an answer that does not fit it is a failure. */
    static void ofLine(
            Supplier<? extends @Nullable Future<List<Result>>> handler,
            int length,
            LanePort outlet,
            Ended<List<Result>> ended) {
        of(
                () -> {
                    Future<List<Result>> answer = handler.get();
                    return answer == null ? null : answer.map(results -> fitting(results, length));
                },
                outlet,
                ended);
    }

    private static List<Result> fitting(@Nullable List<Result> results, int length) {
        if (results == null || results.isEmpty() || results.stream().anyMatch(Objects::isNull)) {
            throw new IllegalStateException("no result");
        }
        if (results.size() > length) {
            throw new IllegalStateException(results.size() + " results for " + length + " commands");
        }
        return results;
    }

    @SuppressWarnings("IllegalCatch") // somebody else's code: whatever it throws is a failed attempt
    private static <T> Future<T> asked(Supplier<? extends @Nullable Future<T>> handler) {
        try {
            Future<T> answer = handler.get();
            return answer == null ? Future.failedFuture("the handler returned nothing") : answer;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return Future.failedFuture(e);
        }
    }

    private static <T> void tell(Future<T> answer, Ended<T> ended) {
        if (answer.failed()) {
            ended.with(null, answer.cause());
        } else {
            ended.with(answer.result(), null);
        }
    }
}
