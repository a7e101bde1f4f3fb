package io.seckill.gateway.admit;

import io.seckill.gateway.pending.RequestDesk;
import io.seckill.gateway.publish.CircuitBreakers;
import io.seckill.gateway.publish.CommandRouter;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.respond.Refusal;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether one event loop takes a further request; owned by that loop.
 *
 * <p>Every refusal is made beforehand: saying no must cost less than anything that could be done instead.
 */
public final class Admission {
    private static final int LONGEST_RETRY_SECONDS = 60;

    private final Readiness readiness;
    private final RequestDesk desk;
    private final int capacity;
    private final CommandRouter commandRouter;
    private final CircuitBreakers breakers;
    private final BacklogLimit backlogLimit;

    private final PreparedRefusal draining =
            new PreparedRefusal(Code.DRAINING, "nothing was queued; another gateway will take the request");
    private final PreparedRefusal full;
    private final PreparedRefusal unavailable =
            new PreparedRefusal(Code.QUEUE_UNAVAILABLE, "nothing was queued; the broker does not answer");

    /** At index n, to be tried again in n + 1 seconds. */
    private final PreparedRefusal[] backlogTooLong;

    /**
     * Guards {@code desk}, which holds {@code capacity} requests, {@code commandRouter}, {@code breakers}, and the {@code backlogLimit} of its
     * queues.
     */
    public Admission(
            Readiness readiness,
            RequestDesk desk,
            int capacity,
            CommandRouter commandRouter,
            CircuitBreakers breakers,
            BacklogLimit backlogLimit) {
        this.readiness = readiness;
        this.desk = desk;
        this.capacity = capacity;
        this.commandRouter = commandRouter;
        this.breakers = breakers;
        this.backlogLimit = backlogLimit;
        this.full = new PreparedRefusal(
                Code.OVERLOADED, "nothing was queued; " + capacity + " requests are waiting already");
        this.backlogTooLong = LongStream.rangeClosed(1, LONGEST_RETRY_SECONDS)
                .mapToObj(seconds -> new PreparedRefusal(
                        new Refusal(Code.OVERLOADED, "nothing was queued; the line is too long", seconds)))
                .toArray(PreparedRefusal[]::new);
    }

    /** Why nobody may join the line of the queue number {@code number} now, or null. */
    public @Nullable PreparedRefusal backlogRefusal(int number) {
        if (readiness.isDraining()) {
            return draining;
        }
        if (desk.size() >= capacity) {
            return full;
        }
        long closedMillis = backlogLimit.closedForMillis(number);
        return closedMillis == 0 ? null : tooLong(closedMillis);
    }

    private PreparedRefusal tooLong(long closedMillis) {
        long seconds = Math.max(1, (closedMillis + 999) / 1_000);
        return backlogTooLong[(int) Math.min(backlogTooLong.length, seconds) - 1];
    }

    /**
     * Why a command for the queue number {@code number} is refused now, or null: then the caller must go on to append, as it
     * may be the queue's probe.
     */
    public @Nullable PreparedRefusal refusal(int number) {
        PreparedRefusal refusal = refusalOfAny();
        return refusal == null ? refusalByBreaker(number) : refusal;
    }

    /** The same, for a command that has to join that line, and lacks nothing for it. */
    public @Nullable PreparedRefusal refusalAtTheEnd(int number) {
        PreparedRefusal refusal = refusalOfAny();
        if (refusal != null) {
            return refusal;
        }
        // Asked where only the breaker may still object: its yes may be the line's one probe.
        return backlogLimit.mayJoin(number) ? refusalByBreaker(number) : tooLong(backlogLimit.closedForMillis(number));
    }

    private @Nullable PreparedRefusal refusalOfAny() {
        if (readiness.isDraining()) {
            return draining;
        }
        if (desk.size() >= capacity) {
            return full;
        }
        return readiness.isServing() && commandRouter.isOpen() ? null : unavailable;
    }

    /** The breaker comes last: its yes may be the one probe. While it says no, a probe of the line could not be sent either. */
    private @Nullable PreparedRefusal refusalByBreaker(int number) {
        return breakers.mayAppend(number) ? null : unavailable;
    }
}
