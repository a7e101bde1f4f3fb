package io.seckill.backend.decide.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.seckill.backend.fixture.Seeds;
import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderReaderTest {
    private static final int[] TEXTS = {
        Order.ORDER_ID_FIELD_NUMBER,
        Order.USER_ID_FIELD_NUMBER,
        Order.IDEMPOTENCY_KEY_FIELD_NUMBER,
        Order.DEVICE_ID_FIELD_NUMBER
    };

    private final OrderReader reader = new OrderReader();

    @Test
    void readsWhatTheGeneratedClassesRead() {
        Seeds.forEach(2_000, random -> {
            Order order = order(random);

            assertThat(read(record(order))).usingRecursiveComparison().isEqualTo(StoredOrder.of(order));
        });
    }

    @Test
    void leavesToTheGeneratedClassesWhatIsNoOrderOrWrittenInAnotherWay() {
        byte[] order = record(
                order(new Random(1)).toBuilder().setUserId("ann").setQuantity(1).build());
        byte[] item = LedgerRecord.newBuilder()
                .setItem(Item.newBuilder().setItemId("lamp"))
                .build()
                .toByteArray();
        byte[] twice =
                ByteString.copyFrom(order).concat(ByteString.copyFrom(order)).toByteArray();
        ByteString fields =
                Order.newBuilder().setOrderId("a").setUserId("ann").build().toByteString();
        ByteString repeated =
                fields.concat(Order.newBuilder().setUserId("bob").build().toByteString());
        ByteString newer = fields.concat(ByteString.copyFrom(new byte[] {(byte) 0x98, 0x06, 1})); // field 99

        assertThat(read(new byte[0])).isNull();
        assertThat(read(item)).isNull();
        assertThat(read(twice)).isNull();
        assertThat(read(wrapped(repeated))).isNull();
        assertThat(read(wrapped(newer))).isNull();
        assertThat(read(record(Order.newBuilder().setUserId("ann").build()))).isNull();
        assertThat(read(record(Order.newBuilder().setOrderId("x".repeat(256)).build())))
                .isNull();
        assertThat(read(record(
                        Order.newBuilder().setOrderId("a").setStatusValue(99).build())))
                .isNull();
    }

    @Test
    void leavesToTheGeneratedClassesWhatTheyMustCheckForBeingUtf8() {
        Order plain = Order.newBuilder().setOrderId("a").setItemId("lamp").build();
        for (int field : TEXTS) {
            FieldDescriptor name = Order.getDescriptor().findFieldByNumber(field);
            byte[] foreign = record(plain.toBuilder().setField(name, "用户").build());
            byte[] damaged = foreign.clone();
            damaged[indexOfForeign(damaged)] = (byte) 0xff; // in no UTF-8

            assertThat(read(foreign)).as(name.getName()).isNull();
            assertThat(read(damaged)).as(name.getName()).isNull();
            assertThatThrownBy(() -> LedgerRecord.parseFrom(damaged))
                    .as(name.getName())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsCutOffIsNoOrder() {
        Seeds.forEach(200, random -> {
            byte[] whole = record(order(random));
            byte[] cut = Arrays.copyOf(whole, whole.length - 1);
            cut[1]--; // the length of the order, so that only its last field is damaged

            assertThatThrownBy(() -> reader.read(cut)).isInstanceOf(IOException.class);
        });
    }

    private StoredOrder read(byte[] record) {
        try {
            return reader.read(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] record(Order order) {
        return LedgerRecord.newBuilder().setOrder(order).build().toByteArray();
    }

    private static int indexOfForeign(byte[] record) {
        int index = 0;
        while (record[index] >= 0) {
            index++;
        }
        return index;
    }

    private static byte[] wrapped(ByteString order) {
        return ByteString.copyFrom(new byte[] {0x0a, (byte) order.size()})
                .concat(order)
                .toByteArray();
    }

    /** Each field is there or not; the whole is shorter than 128 bytes. */
    private static Order order(Random random) {
        String id = "%032x".formatted(random.nextLong());
        return Order.newBuilder()
                .setOrderId(
                        switch (random.nextInt(4)) {
                            case 0 -> "order-" + random.nextInt();
                            case 1 -> id.substring(0, 31) + "G";
                            default -> id;
                        })
                .setUserId(random.nextBoolean() ? "ann" : "bob" + random.nextInt(100))
                .setItemId(random.nextInt(9) == 0 ? "" : "lamp")
                .setQuantity(random.nextInt())
                .setDecidedAt(random.nextBoolean() ? 0 : random.nextLong())
                .setIdempotencyKey(random.nextBoolean() ? "" : "key")
                .setStatusValue(random.nextInt(6))
                .setHeldUntil(random.nextBoolean() ? 0 : random.nextLong())
                .setDeviceId(random.nextBoolean() ? "" : "phone")
                .build();
    }
}
