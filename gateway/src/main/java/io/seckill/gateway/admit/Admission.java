package io.seckill.gateway.admit;

import io.seckill.gateway.pending.PendingRequests;
import io.seckill.gateway.publish.CircuitBreakers;
import io.seckill.gateway.publish.CommandRouter;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.respond.Refusal;
import io.seckill.slots.OrderingKey;
import io.vertx.core.http.HttpServerResponse;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether one event loop takes a further request; owned by that loop.
 *
 * <p>A request meets the checks in the order of the methods, each as soon as it can be asked: what is true for everybody
 * first, since it costs least, and what may use up a token or a probe last. Refusals are made beforehand: saying no must cost
 * less than anything that could be done instead.
 */
public final class Admission {
    private static final int LONGEST_RETRY_SECONDS = 60;

    private final Readiness readiness;
    private final PendingRequests pending;
    private final CommandRouter commandRouter;
    private final Limits limits;
    private final PreparedRefusal draining =
            new PreparedRefusal(Code.DRAINING, "nothing was queued; another gateway will take the request");
    private final PreparedRefusal full;
    private final PreparedRefusal unavailable =
            new PreparedRefusal(Code.QUEUE_UNAVAILABLE, "nothing was queued; the broker does not answer");

    /** At index n, to be tried again in n + 1 seconds. */
    private final PreparedRefusal[] backlogTooLong;

    /**
     * What bounds all event loops together.
     *
     * @param edge what can be answered in place of the queue
     * @param backlog how long a queue's backlog may be
     * @param rates how fast a user or a device may ask
     * @param breakers whether the broker answers appends, by queue
     */
    public record Limits(Edge edge, BacklogLimit backlog, RateGuard rates, CircuitBreakers breakers) {}

    /** Guards {@code pending}, and the queues behind {@code commandRouter} by {@code limits}. */
    public Admission(Readiness readiness, PendingRequests pending, CommandRouter commandRouter, Limits limits) {
        this.readiness = readiness;
        this.pending = pending;
        this.commandRouter = commandRouter;
        this.limits = limits;
        this.full = new PreparedRefusal(
                Code.OVERLOADED, "nothing was queued; " + pending.capacity() + " requests are waiting already");
        this.backlogTooLong = LongStream.rangeClosed(1, LONGEST_RETRY_SECONDS)
                .mapToObj(seconds -> new PreparedRefusal(
                        new Refusal(Code.OVERLOADED, "nothing was queued; the line is too long", seconds)))
                .toArray(PreparedRefusal[]::new);
    }

    /**
     * Why a purchase of {@code quantity} units of {@code itemId} is in vain, or null. One that is {@code repeatable} may be a
     * copy of one that won, which only the queue knows: it is never in vain.
     */
    public @Nullable PreparedRefusal refusalByEdge(String itemId, int quantity, boolean repeatable) {
        return repeatable ? null : limits.edge().refusal(itemId, quantity);
    }

    /** Why nobody may join the backlog of the item {@code itemId} now, or null, also where queues are not those of items. */
    public @Nullable PreparedRefusal refusalOfItem(String itemId) {
        return commandRouter.orderingKey() == OrderingKey.ITEM ? refusalInBacklog(itemId) : null;
    }

    /** Why nobody may join the backlog of the user {@code userId} now, or null, also where queues are not those of users. */
    public @Nullable PreparedRefusal refusalOfUser(String userId) {
        return commandRouter.orderingKey() == OrderingKey.USER ? refusalInBacklog(userId) : null;
    }

    private @Nullable PreparedRefusal refusalInBacklog(String key) {
        PreparedRefusal refusal = refusalOfAny();
        if (refusal != null) {
            return refusal;
        }
        long closedMillis = limits.backlog().closedForMillis(commandRouter.queueOf(key));
        return closedMillis == 0 ? null : tooLong(closedMillis);
    }

    /**
     * Why {@code userId}, or his {@code deviceId} where it is not empty, is too fast, or null; takes a token, and tells on
     * {@code response} what is left.
     */
    public @Nullable PreparedRefusal refusalByRate(String userId, String deviceId, HttpServerResponse response) {
        Refusal refusal = limits.rates().refusal(userId, deviceId, response);
        return refusal == null ? null : new PreparedRefusal(refusal);
    }

    /**
     * Why a command for the queue number {@code queue} is refused now, or null: then the caller must go on to append, as it
     * may be the queue's probe. The bound on the backlog holds for one that {@code joinsBacklog}.
     */
    public @Nullable PreparedRefusal refusalOfCommand(int queue, boolean joinsBacklog) {
        PreparedRefusal refusal = refusalOfAny();
        if (refusal != null) {
            return refusal;
        }
        if (!readiness.isServing() || !commandRouter.isOpen()) {
            return unavailable;
        }
        if (joinsBacklog && !limits.backlog().mayJoin(queue)) {
            return tooLong(limits.backlog().closedForMillis(queue));
        }
        // The breaker comes last: its yes may be the one probe. While it says no, a probe of the backlog could not be
        // sent either.
        return limits.breakers().mayAppend(queue) ? null : unavailable;
    }

    private @Nullable PreparedRefusal refusalOfAny() {
        if (readiness.isDraining()) {
            return draining;
        }
        return pending.isFull() ? full : null;
    }

    private PreparedRefusal tooLong(long closedMillis) {
        long seconds = Math.max(1, (closedMillis + 999) / 1_000);
        return backlogTooLong[(int) Math.min(backlogTooLong.length, seconds) - 1];
    }
}
