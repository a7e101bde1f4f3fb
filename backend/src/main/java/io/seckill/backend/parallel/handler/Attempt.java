package io.seckill.backend.parallel.handler;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;

/**
 * A command to decide, once more perhaps.
 *
 * @param recorded the command and where it stood in its queue
 * @param number how many attempts at it are known of, this one included; after a take-over some may be forgotten
 * @param redriven whether an operator took it out of the dead letters: its rejection no longer counts
 */
public record Attempt(LoggedCommand recorded, int number, boolean redriven) {
    /** What is asked. */
    public Command command() {
        return recorded.command();
    }

    /** The answer to a purchase that is won as a whole, with its order: without one, no gateway tells the buyer. */
    public Result.Builder bought() {
        return answer(Outcome.OUTCOME_ACCEPTED)
                .setOrder(Order.newBuilder()
                        .setOrderId(command().getRequestId())
                        .setUserId(command().getUserId())
                        .setItemId(command().getItemId())
                        .setQuantity(command().getPurchase().getQuantity())
                        .setDecidedAt(recorded.appendedAt())
                        .setIdempotencyKey(command().getIdempotencyKey()));
    }

    /** The beginning of an answer. */
    public Result.Builder answer(Outcome outcome) {
        return Result.newBuilder()
                .setRequestId(command().getRequestId())
                .setGatewayEpoch(command().getGatewayEpoch())
                .setOutcome(outcome)
                .setQueue(recorded.queue())
                .setOffset(recorded.offset());
    }
}
