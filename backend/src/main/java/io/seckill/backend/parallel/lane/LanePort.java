package io.seckill.backend.parallel.lane;

import io.seckill.backend.command.ParsedRecord;
import io.seckill.backend.deliver.Reply;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a {@link Lane} needs of the world. All is called on the engine's thread, and answered there. */
public interface LanePort {
    /** Hears what became of a copy. */
    interface Written {
        /** It is durable, at {@code offset} of its partition. */
        void at(long offset);

        /** It may not be there. */
        void failed();

        /** It is too large to be ever written. */
        void refused();
    }

    /** Copies {@code task} to the retry topic, durably, with its failures and origin. */
    void copy(Task task, Written written);

    /** Puts {@code task} among the dead letters, durably. */
    void deadLetter(Task task, Written written);

    /** Asks whether other queues have decided what {@code await} waits for; false where that cannot be told now. */
    void ask(ParsedRecord.Await await, Consumer<Boolean> answer);

    /** Has {@code event}, which came on any thread, run on the engine's thread. */
    void post(Runnable event);

    /** Tells the asker of {@code task}. */
    void tell(Task task, Reply reply);

    /** Whether {@code mark}, a seal or an await, is to be obeyed. */
    boolean counts(ParsedRecord mark);

    /** When {@code record} was appended, as far as that can be believed: milliseconds since the Unix epoch. */
    long appendedAt(ConsumerRecord<?, ?> record);

    /** Nanoseconds since some instant before the first call; never back. */
    long now();
}
