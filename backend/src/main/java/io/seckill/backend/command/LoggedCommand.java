package io.seckill.backend.command;

import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;

/**
 * A well-formed command where it stands in the log.
 *
 * @param queue partition of the request topic
 * @param offset its place there
 * @param appendedAt the broker's time of the append, milliseconds since the Unix epoch
 */
public record LoggedCommand(Command command, int queue, long offset, long appendedAt) {
    /** An answer to it that lacks only what goes with {@code outcome}. */
    public Result.Builder answer(Outcome outcome) {
        return Result.newBuilder()
                .setRequestId(command.getRequestId())
                .setGatewayEpoch(command.getGatewayEpoch())
                .setOutcome(outcome)
                .setQueue(queue)
                .setOffset(offset);
    }
}
