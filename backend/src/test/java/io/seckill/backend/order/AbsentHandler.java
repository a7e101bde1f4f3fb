package io.seckill.backend.order;

import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.backend.parallel.handler.UnavailableException;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A handler whose store is away for as long as the test says so. */
final class AbsentHandler implements Handler {
    private final AtomicBoolean away;
    private final Handler handler;

    AbsentHandler(AtomicBoolean away, Handler handler) {
        this.away = away;
        this.handler = handler;
    }

    @Override
    public Future<Result> decide(Attempt attempt) {
        return away.get() ? Future.failedFuture(new UnavailableException("away", null)) : handler.decide(attempt);
    }

    @Override
    public int longestLine() {
        return handler.longestLine();
    }

    @Override
    public Future<List<Result>> decide(List<Attempt> line) {
        return away.get() ? Future.failedFuture(new UnavailableException("away", null)) : handler.decide(line);
    }

    @Override
    public Future<Result> reject(Attempt attempt) {
        return handler.reject(attempt);
    }

    @Override
    public Future<?> probe() {
        return away.get() ? Future.failedFuture("away") : handler.probe();
    }
}
