package io.seckill.backend.command;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.backend.command.ParsedRecord.Kind;
import io.seckill.backend.deliver.Reply;
import io.seckill.contract.Limits;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Command;
import io.seckill.v1.ItemState;
import io.seckill.v1.Outcome;
import io.seckill.v1.PutItem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Tells commands from poison: the bounds that command.proto sets, checked again, since anybody may have written. */
public final class CommandReader {
    private static final long MAX_HOLD_MILLIS = Limits.HOLD_SECONDS * 1000L;
    private static final String WRONG_USER = "user_id must be 1 to " + Limits.USER_ID + " printable ASCII characters";

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
        String wrong = wrongField(command);
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

    private static @Nullable String wrongField(Command command) {
        if (!Limits.isId(command.getRequestId())) {
            return "request_id must be 1 to " + Limits.ID + " printable ASCII characters";
        }
        if (!Limits.isItemId(command.getItemId())) {
            return "item_id must be 1 to " + Limits.ITEM_ID + " characters of [A-Za-z0-9._-]";
        }
        if (!command.getDeviceId().isEmpty() && !Limits.isId(command.getDeviceId())) {
            return "device_id must be at most " + Limits.ID + " printable ASCII characters";
        }
        return switch (command.getActionCase()) {
            case PURCHASE -> wrongPurchase(command);
            case PUT_ITEM -> wrongItem(command.getPutItem());
            case CHANGE_STATE ->
                command.getChangeState().getTo() == ItemState.UNRECOGNIZED ? "a state that is not known" : null;
            case LOOKUP ->
                wrongQuestion(command, "lookup.request_id", command.getLookup().getRequestId());
            case LIST_ORDERS -> Limits.isUserId(command.getUserId()) ? null : WRONG_USER;
            case CONFIRM ->
                wrongOfOrder(command, "confirm.order_id", command.getConfirm().getOrderId());
            case CANCEL ->
                wrongOfOrder(command, "cancel.order_id", command.getCancel().getOrderId());
            case REFUND ->
                command.getUserId().isEmpty()
                        ? wrongId("refund.order_id", command.getRefund().getOrderId())
                        : "user_id must be empty: no user refunds";
            case SHOW_ORDER ->
                wrongOfOrder(
                        command, "show_order.order_id", command.getShowOrder().getOrderId());
            case DELETE_ITEM, EXPIRE_HOLDS -> null; // say nothing
            case SEAL, AWAIT, ACTION_NOT_SET -> null; // told apart before
        };
    }

    private static @Nullable String wrongPurchase(Command command) {
        if (!Limits.isUserId(command.getUserId())) {
            return WRONG_USER;
        }
        if (!command.getIdempotencyKey().isEmpty() && !Limits.isId(command.getIdempotencyKey())) {
            return "idempotency_key must be at most " + Limits.ID + " printable ASCII characters";
        }
        return command.getPurchase().getQuantity() == 0 ? "quantity must not be 0" : null;
    }

    /** About something of the user's own that is called {@code id}. */
    private static @Nullable String wrongQuestion(Command command, String field, String id) {
        if (!Limits.isUserId(command.getUserId())) {
            return WRONG_USER;
        }
        return wrongId(field, id);
    }

    /** About the order {@code id}, of the user or, from a service, of any user. */
    private static @Nullable String wrongOfOrder(Command command, String field, String id) {
        return command.getUserId().isEmpty() ? wrongId(field, id) : wrongQuestion(command, field, id);
    }

    private static @Nullable String wrongId(String field, String id) {
        return Limits.isId(id) ? null : field + " must be 1 to " + Limits.ID + " printable ASCII characters";
    }

    private static @Nullable String wrongItem(PutItem item) {
        if (!Limits.isTitleLength(item.getTitle())) {
            return "title must have at most " + Limits.TITLE + " characters";
        }
        if (item.getHoldMillis() < 0 || item.getHoldMillis() > MAX_HOLD_MILLIS) {
            return "hold_millis must be at least 0 and at most " + MAX_HOLD_MILLIS;
        }
        if (Integer.compareUnsigned(item.getStock(), Limits.UNITS) > 0) {
            return "stock must be at most " + Limits.UNITS;
        }
        return item.getPerUserLimit() == 0 || Integer.compareUnsigned(item.getPerUserLimit(), Limits.UNITS) > 0
                ? "per_user_limit must be 1 to " + Limits.UNITS
                : null;
    }
}
