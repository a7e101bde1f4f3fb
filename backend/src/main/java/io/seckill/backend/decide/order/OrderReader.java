package io.seckill.backend.decide.order;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads orders from the bytes of the ledger's topic, straight into {@link StoredOrder}s: a failover reads
 * millions, and the generated classes make a dozen objects of each. It knows the fields in ascending order, as backends
 * write them, and names in ASCII; anything else is left to those classes. For one thread.
 */
public final class OrderReader {
    private static final int ORDER = text(LedgerRecord.ORDER_FIELD_NUMBER);
    private static final int ORDER_ID = text(Order.ORDER_ID_FIELD_NUMBER);
    private static final int USER_ID = text(Order.USER_ID_FIELD_NUMBER);
    private static final int ITEM_ID = text(Order.ITEM_ID_FIELD_NUMBER);
    private static final int QUANTITY = number(Order.QUANTITY_FIELD_NUMBER);
    private static final int DECIDED_AT = number(Order.DECIDED_AT_FIELD_NUMBER);
    private static final int IDEMPOTENCY_KEY = text(Order.IDEMPOTENCY_KEY_FIELD_NUMBER);
    private static final int STATUS = number(Order.STATUS_FIELD_NUMBER);
    private static final int HELD_UNTIL = number(Order.HELD_UNTIL_FIELD_NUMBER);
    private static final int DEVICE_ID = text(Order.DEVICE_ID_FIELD_NUMBER);

    private byte[] record = {};
    private CodedInputStream in = CodedInputStream.newInstance(record);
    private int tag; // of the field that comes; 0 at the end
    private byte[] name = {}; // as far as it is read; the array serves for all orders
    private int length; // of that
    private int bits; // of all bytes of names; negative where one is not ASCII

    private static int text(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static int number(int field) {
        return field << 3 | WireFormat.WIRETYPE_VARINT;
    }

    /**
     * The order in {@code value}, the bytes of a {@link LedgerRecord}.
     *
     * @return null where that is another kind of record, or is written in another way
     * @throws IOException where it is no record
     */
    public @Nullable StoredOrder read(byte[] value) throws IOException {
        if (!begin(value) || !takeId()) {
            return null;
        }
        take(USER_ID);
        String itemId = tag == ITEM_ID ? readText() : "";
        int quantity = (int) readNumber(QUANTITY);
        long decidedAt = readNumber(DECIDED_AT);
        boolean keyed = tag == IDEMPOTENCY_KEY;
        separate(keyed ? 1 : 0);
        take(IDEMPOTENCY_KEY);
        OrderStatus status = OrderStatus.forNumber((int) readNumber(STATUS));
        long heldUntil = readNumber(HELD_UNTIL);
        separate(tag != DEVICE_ID ? 0 : keyed ? 1 : 2);
        take(DEVICE_ID);
        // Protobuf refuses what is not UTF-8, and only the generated classes check that.
        return tag != 0 || status == null || bits < 0
                ? null
                : new StoredOrder(itemId, Arrays.copyOf(name, length), quantity, decidedAt, status, heldUntil);
    }

    private boolean begin(byte[] value) throws IOException {
        record = value;
        in = CodedInputStream.newInstance(value);
        if (in.readTag() != ORDER || in.readRawVarint32() != value.length - in.getTotalBytesRead()) {
            return false;
        }
        tag = in.readTag();
        length = 0;
        bits = 0;
        if (name.length < value.length) { // each part is shorter here than there, with tag and length
            name = new byte[2 * value.length];
        }
        return true;
    }

    private boolean takeId() throws IOException {
        if (tag != ORDER_ID) {
            return false;
        }
        int size = in.readRawVarint32();
        int start = skip(size);
        length = OrderName.writeId(record, start, size, name);
        return length > 0;
    }

    /** Adds the text under {@code field} to the name, where it is there. */
    private void take(int field) throws IOException {
        if (tag == field) {
            int size = in.readRawVarint32();
            System.arraycopy(record, skip(size), name, length, size);
            length += size;
        }
    }

    private void separate(int separators) {
        Arrays.fill(name, length, length + separators, (byte) OrderName.SEPARATOR);
        length += separators;
    }

    private String readText() throws IOException {
        String text = in.readStringRequireUtf8();
        tag = in.readTag();
        return text;
    }

    private long readNumber(int field) throws IOException {
        if (tag != field) {
            return 0;
        }
        long number = in.readRawVarint64();
        tag = in.readTag();
        return number;
    }

    /** Passes {@code size} bytes, which must be there, and returns where they begin. */
    private int skip(int size) throws IOException {
        int start = in.getTotalBytesRead();
        in.skipRawBytes(size);
        for (int i = start; i < start + size; i++) {
            bits |= record[i];
        }
        tag = in.readTag();
        return start;
    }
}
