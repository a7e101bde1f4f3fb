package io.seckill.contract;

import io.seckill.v1.Command;
import io.seckill.v1.ItemState;
import io.seckill.v1.PutItem;
import org.jspecify.annotations.Nullable;

/** Holds a command's fields against the bounds that command.proto sets: whoever may write to a queue may write anything. */
public final class CommandCheck {
    private static final long MAX_HOLD_MILLIS = Limits.HOLD_SECONDS * 1000L;
    private static final String WRONG_USER = "user_id must be 1 to " + Limits.USER_ID + " printable ASCII characters";

    private CommandCheck() {}

    /** What is wrong with a field of {@code command}, for people; null where nothing is. A seal's and an await's are not checked. */
    public static @Nullable String wrongField(Command command) {
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
            case SEAL, AWAIT, ACTION_NOT_SET -> null; // for those who read them
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
