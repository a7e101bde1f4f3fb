package io.seckill.proof.check.model;

import io.seckill.proof.check.evidence.QueuedCommand;

/** Is told what of a command does not follow from its queue. */
public interface Complaints {
    /** What {@code why} says is wrong with {@code command}. */
    void add(String why, QueuedCommand command);
}
