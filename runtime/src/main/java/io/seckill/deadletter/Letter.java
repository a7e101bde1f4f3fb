package io.seckill.deadletter;

import java.time.Instant;

/**
 * One command that was given up, or record that is no command.
 *
 * @param queue the queue that it came from
 * @param offset where it is among the dead letters of that queue
 * @param originOffset its offset in the queue itself; empty where its backend does not say so
 * @param givenUpAt when it was written
 * @param item the item that it is about; empty where it does not say so
 * @param reason why it was given up
 * @param action what it asks for, as the contract calls it, such as PUT_ITEM; empty where it is no command
 */
public record Letter(
        int queue, long offset, String originOffset, Instant givenUpAt, String item, String reason, String action) {
    /** Whether it is a command that can be decided, so that it can be sent back. */
    public boolean command() {
        return !action.isEmpty();
    }
}
