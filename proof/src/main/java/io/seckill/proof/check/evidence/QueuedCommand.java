package io.seckill.proof.check.evidence;

import io.seckill.v1.Command;
import java.util.Map;

/**
 * A command in a topic.
 *
 * @param place as {@code seckill.requests-0@17}
 * @param timestamp when the broker appended it, in milliseconds since the Unix epoch
 */
public record QueuedCommand(
        String place,
        int partition,
        long offset,
        long timestamp,
        String key,
        Map<String, String> headers,
        Command command) {
    /** The id of the request. */
    public String request() {
        return command.getRequestId();
    }

    /** The item that it is about. */
    public String item() {
        return command.getItemId();
    }
}
