package io.seckill.backend.command;

import io.seckill.backend.deliver.Reply;
import io.seckill.slots.SlotMap;
import java.util.List;
import java.util.Optional;

/** What a record of a queue turned out to be. */
public sealed interface ParsedRecord {
    /** A command to decide. */
    record Valid(LoggedCommand command) implements ParsedRecord {}

    /**
     * The queue decides by {@code table} from here on, and hands over what is no longer its own.
     *
     * @param to the new queues
     */
    record Seal(LoggedCommand at, SlotMap table, List<Integer> to) implements ParsedRecord {}

    /**
     * Nothing behind this is decided before the queue has what is handed over to it for {@code table}.
     *
     * @param from the old queues
     */
    record Await(LoggedCommand at, SlotMap table, List<Integer> from) implements ParsedRecord {}

    /**
     * Nothing that can be decided, now or later.
     *
     * @param kind the metric's label
     * @param reason for people; holds nothing of the record's content
     * @param reply what its asker is told, where it is known who that is
     */
    record Poison(Kind kind, String reason, Optional<Reply> reply) implements ParsedRecord {}

    /** The kinds of poison. */
    enum Kind {
        /** Not the bytes of a command. */
        UNPARSABLE,
        /** A command without an action, or with one of a newer writer. */
        UNKNOWN_ACTION,
        /** The record's key is not the command's item, or user. */
        WRONG_KEY,
        /** A field outside its bounds. */
        BAD_FIELD,
        /** A seal or an await of no growth that seckill.slots tells of. */
        UNKNOWN_MARK,
        /** A command that made the code that decides fail. */
        UNDECIDABLE
    }
}
