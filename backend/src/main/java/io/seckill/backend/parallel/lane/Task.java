package io.seckill.backend.parallel.lane;

import io.seckill.backend.command.CommandReader;
import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.slots.OrderingKey;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** One record on its way from its first attempt to its decision. Owned by the engine's thread. */
public final class Task {
    /** Delays that lengthen the next one. */
    private static final int MAX_DELAYS = 4;

    /** What is done with it next. */
    enum Aim {
        /** Another attempt. */
        DECIDE,
        /** A copy to the retry queue, so that its queue can go on. */
        COPY,
        /** The dead letters: there will be no more attempts. */
        DEAD_LETTER,
        /** The handler's word that it is given up. */
        REJECT,
        /** The word that its key is another queue's by now. */
        TURN_AWAY
    }

    final LoggedCommand recorded;
    final ConsumerRecord<byte[], byte[]> raw;
    final boolean redriven;

    Aim aim = Aim.DECIDE;
    int failures; // failed attempts that are known of
    int delays; // attempts that ended early through no fault of its own
    String reason = ""; // of the last failure or delay
    long ticket; // in the window of its seat
    boolean aside; // its seat: the retry queue, or else its own queue
    boolean waits; // for another one of its key
    int run; // counts its attempts; what comes back from an earlier one is late
    long dueAt;
    long attemptedAt; // the start of its latest attempt; 0 before the first

    ParsedRecord.@Nullable Poison poison; // where it is no command

    @Nullable
    ParsedRecord mark; // where it is a seal or an await, and no command to decide

    @Nullable
    Task next; // of the same key, and waiting for this one

    /** The task of {@code recorded}, as {@code raw} holds it; {@code redriven} where it comes from the dead letters. */
    public Task(LoggedCommand recorded, ConsumerRecord<byte[], byte[]> raw, boolean redriven) {
        this.recorded = recorded;
        this.raw = raw;
        this.redriven = redriven;
    }

    /**
     * The task of {@code record}, appended at {@code appendedAt}, whose key is {@code key} of it; one that is no command is to
     * be dead-lettered, or is a mark.
     */
    public static Task of(ConsumerRecord<byte[], byte[]> record, OrderingKey key, long appendedAt) {
        ParsedRecord reading = CommandReader.read(record, key, appendedAt);
        if (reading instanceof ParsedRecord.Valid valid) {
            return new Task(valid.command(), record, RetryRecords.redriven(record));
        }
        Command nothing = Command.getDefaultInstance();
        Task other =
                new Task(new LoggedCommand(nothing, record.partition(), record.offset(), appendedAt), record, false);
        if (reading instanceof ParsedRecord.Poison bad) {
            other.refuse(bad);
        } else {
            other.mark = reading;
        }
        return other;
    }

    /** The record. */
    public ConsumerRecord<byte[], byte[]> raw() {
        return raw;
    }

    /** How long its latest attempt has taken by {@code now}, in nanoseconds; 0 before the first. */
    public long attemptNanos(long now) {
        return attemptedAt == 0 ? 0 : now - attemptedAt;
    }

    /** Failed attempts that are known of. */
    public int failures() {
        return failures;
    }

    /** Why the last attempt failed, or was put off; empty where none was. */
    public String reason() {
        return reason;
    }

    /** It is no command: it goes to the dead letters. */
    void refuse(ParsedRecord.Poison bad) {
        aim = Aim.DEAD_LETTER;
        reason = bad.reason();
        poison = bad;
    }

    Attempt attempt() {
        return new Attempt(recorded, failures + 1, redriven);
    }

    /** What a question about it is told while it is aside. */
    Result pending() {
        return attempt().answer(Outcome.OUTCOME_PENDING).build();
    }

    /** The wait before the next attempt. */
    long pauseNanos(EngineSettings settings) {
        return settings.backoffNanos(Math.max(1, failures + Math.min(delays, MAX_DELAYS)));
    }

    String requestId() {
        return recorded.command().getRequestId();
    }

    /** Whether it is to be decided, and was never put off. */
    boolean isNew() {
        return aim == Aim.DECIDE && failures == 0 && delays == 0;
    }

    /** Whether it is in the retry queue, or on its way there. */
    boolean leaves() {
        return aside || aim == Aim.COPY;
    }
}
