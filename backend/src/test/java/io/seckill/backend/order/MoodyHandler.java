package io.seckill.backend.order;

import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.parallel.handler.Handler;
import io.seckill.backend.parallel.handler.UnavailableException;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A handler at its worst: it takes its time, decides as much of a line as it likes, fails before or after its effect, hangs
 * with or without one, and now and then finds its store away. Called on one engine's thread, which owns the random source.
 */
final class MoodyHandler implements Handler {
    private static final int FIRST_MOODS = 10_000;
    private static final int LATER_MOODS = 500; // who has failed fails more often, some until they are given up

    private static final int LONGEST_LINE = 5;
    private static final int MAX_DELAY_MS = 4;
    private static final int LATE_MS = 500; // long given up by then

    private final Vertx vertx;
    private final RandomGenerator random;
    private final Effects effects;

    MoodyHandler(Vertx vertx, RandomGenerator random, Effects effects) {
        this.vertx = vertx;
        this.random = random;
        this.effects = effects;
    }

    @Override
    public Future<Result> decide(Attempt attempt) {
        return moodily(attempt, () -> effect(attempt));
    }

    @Override
    public int longestLine() {
        return LONGEST_LINE;
    }

    @Override
    public Future<List<Result>> decide(List<Attempt> line) {
        List<Attempt> taken = line.subList(0, 1 + random.nextInt(line.size()));
        return moodily(taken.get(0), () -> taken.stream().map(this::effect).toList());
    }

    private <T> Future<T> moodily(Attempt first, Supplier<T> effect) {
        int mood = random.nextInt(first.number() == 1 ? FIRST_MOODS : LATER_MOODS);
        if (mood < 1) {
            return after(MAX_DELAY_MS).compose(late -> Future.failedFuture(new UnavailableException("away", null)));
        } else if (mood < 5) {
            return Promise.<T>promise().future();
        } else if (mood < 10) {
            return after(LATE_MS).map(late -> effect.get());
        } else if (mood < 60) {
            return after(random.nextInt(MAX_DELAY_MS)).compose(late -> Future.failedFuture("before"));
        } else if (mood < 110) {
            return after(random.nextInt(MAX_DELAY_MS))
                    .map(late -> effect.get())
                    .compose(took -> Future.failedFuture("after"));
        }
        return after(random.nextInt(MAX_DELAY_MS)).map(late -> effect.get());
    }

    /** A rejection is an effect too: from then on an attempt that hangs changes nothing. */
    @Override
    public Future<Result> reject(Attempt attempt) {
        effect(attempt);
        return Handler.super.reject(attempt);
    }

    private Result effect(Attempt attempt) {
        Command command = attempt.command();
        effects.takes(Integer.parseInt(command.getItemId()), Integer.parseInt(command.getUserId()));
        return attempt.answer(Outcome.OUTCOME_ACCEPTED).build();
    }

    private Future<?> after(int millis) {
        return millis == 0 ? Future.succeededFuture() : vertx.timer(millis);
    }
}
