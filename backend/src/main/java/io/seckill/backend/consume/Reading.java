package io.seckill.backend.consume;

import io.seckill.backend.decide.Recorded;

/** What a record of a queue turned out to be. */
public sealed interface Reading {
    /** A command to decide. */
    record Valid(Recorded command) implements Reading {}

    /**
     * Nothing that can be decided, now or later.
     *
     * @param kind the metric's label
     * @param reason for people; holds nothing of the record's content
     */
    record Poison(Kind kind, String reason) implements Reading {}

    /** The kinds of poison. */
    enum Kind {
        /** Not the bytes of a command. */
        UNPARSABLE,
        /** A command without an action, or with one of a newer writer. */
        UNKNOWN_ACTION,
        /** The record's key is not the command's item. */
        WRONG_KEY,
        /** A field outside its bounds. */
        BAD_FIELD
    }
}
