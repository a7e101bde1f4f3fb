package io.seckill.backend.command;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.backend.command.ParsedRecord.Kind;
import io.seckill.backend.deliver.Reply;
import io.seckill.contract.CommandCheck;
import io.seckill.contract.Limits;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells commands from poison: the bounds that command.proto sets, checked again, since anybody may have written. */
public final class CommandReader {
    private CommandReader() {}

    /** Reads {@code record} as {@link #read(ConsumerRecord, OrderingKey, long)} does, believing its timestamp. */
    public static ParsedRecord read(ConsumerRecord<byte[], byte[]> record, OrderingKey key) {
        return read(record, key, record.timestamp());
    }

    /** Reads {@code record}, appended at {@code appendedAt}, whose key is to be {@code key} of its command; never fails. */
    public static ParsedRecord read(ConsumerRecord<byte[], byte[]> record, OrderingKey key, long appendedAt) {
        Command command;
        try {
            // A tombstone has no value; an empty command says as little.
            command = record.value() == null ? Command.getDefaultInstance() : Command.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            return new ParsedRecord.Poison(Kind.UNPARSABLE, "no Command: " + e.getMessage(), Optional.empty());
        }
        LoggedCommand recorded = new LoggedCommand(command, record.partition(), record.offset(), appendedAt);
        if (command.getActionCase() == Command.ActionCase.ACTION_NOT_SET) {
            return poison(Kind.UNKNOWN_ACTION, "no action, or one that this backend does not know", recorded);
        }
        if (command.hasSeal() || command.hasAwait()) {
            return readGrowth(recorded);
        }
        String wrong = CommandCheck.wrongField(command);
        if (wrong != null) {
            return poison(Kind.BAD_FIELD, wrong, recorded);
        }
        if (!Arrays.equals(record.key(), key.of(command).getBytes(StandardCharsets.UTF_8))) {
            return poison(Kind.WRONG_KEY, "the record's key is not the command's " + key, recorded);
        }
        return new ParsedRecord.Valid(recorded);
    }

    /** That {@code recorded} is poison; its asker is told so where he has said who he is and what he asked. */
    public static ParsedRecord.Poison poison(Kind kind, String reason, LoggedCommand recorded) {
        Command command = recorded.command();
        if (command.getReplyTo().isEmpty() || !Limits.isId(command.getRequestId())) {
            return new ParsedRecord.Poison(kind, reason, Optional.empty());
        }
        // Of a lookup a rejection would be taken for the purchase's.
        Outcome told = command.hasLookup() ? Outcome.OUTCOME_PENDING : Outcome.OUTCOME_REJECTED_BY_BACKEND;
        Reply reply = new Reply(command.getReplyTo(), recorded.answer(told).build());
        return new ParsedRecord.Poison(kind, reason, Optional.of(reply));
    }

    /** That a seal or an await is not to be obeyed. */
    public static ParsedRecord.Poison unknownMark() {
        String reason = "a seal or await of no growth that is known of";
        return new ParsedRecord.Poison(Kind.UNKNOWN_MARK, reason, Optional.empty());
    }

    /** To the queue that it stands in, so it bears no key and names no item. */
    private static ParsedRecord readGrowth(LoggedCommand recorded) {
        Command command = recorded.command();
        try {
            if (command.hasSeal()) {
                SlotMap table = SlotMap.of(command.getSeal().getTable());
                return new ParsedRecord.Seal(
                        recorded, table, queues(command.getSeal().getToList(), table));
            }
            SlotMap table = SlotMap.of(command.getAwait().getTable());
            return new ParsedRecord.Await(
                    recorded, table, queues(command.getAwait().getFromList(), table));
        } catch (IllegalArgumentException e) {
            String wrong = "a seal or await that cannot be obeyed: " + e.getMessage();
            return new ParsedRecord.Poison(Kind.BAD_FIELD, wrong, Optional.empty());
        }
    }

    private static List<Integer> queues(List<Integer> named, SlotMap table) {
        if (named.isEmpty() || named.stream().anyMatch(queue -> queue < 0 || queue >= table.queues())) {
            throw new IllegalArgumentException("seal.to and await.from must name queues of their table");
        }
        return List.copyOf(named);
    }
}
