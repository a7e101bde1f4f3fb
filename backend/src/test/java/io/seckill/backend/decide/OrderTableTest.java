package io.seckill.backend.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.v1.Order;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OrderTableTest {
    private final OrderTable table = new OrderTable("lamp", 42);

    @Test
    void findsEveryOrderByIdAndByUserAsItGrows() {
        for (int i = 0; i < 10_000; i++) {
            table.add(order("%032x".formatted(i * 7919L), "user" + i, 1 + i % 3));
        }

        for (int i = 0; i < 10_000; i++) {
            Order expected = order("%032x".formatted(i * 7919L), "user" + i, 1 + i % 3);
            assertThat(table.byId(expected.getOrderId())).contains(expected);
            assertThat(table.latestOf(expected.getUserId())).contains(expected);
        }
        assertThat(table.byId("%032x".formatted(1))).isEmpty();
        assertThat(table.unitsOf("nobody")).isZero();
    }

    @Test
    void findsTheOrderOfEveryKeyHoweverFewOrdersHaveOne() {
        for (int i = 0; i < 10_000; i++) {
            Order order = order("id" + i, "user" + i, 1);
            table.add(i % 100 == 99 ? withKey(order) : order);
        }

        for (int i = 99; i < 10_000; i += 100) {
            assertThat(table.byKey("user" + i, "key")).contains(withKey(order("id" + i, "user" + i, 1)));
        }
        assertThat(table.byKey("user0", "key")).isEmpty();
    }

    private static Order withKey(Order order) {
        return order.toBuilder().setIdempotencyKey("key").build();
    }

    @Test
    void addsUpAUsersUnitsAndNamesTheLatestOrder() {
        table.add(order("a", "ann", 2));
        table.add(order("b", "bob", 1));
        table.add(order("c", "ann", 3));

        assertThat(table.unitsOf("ann")).isEqualTo(5);
        assertThat(table.latestOf("ann").orElseThrow().getOrderId()).isEqualTo("c");
    }

    @Test
    void keepsIdsOfAnyFormApart() {
        String usual = "0123456789abcdef0123456789abcdef";
        String capital = usual.toUpperCase(java.util.Locale.ROOT);
        table.add(order(usual, "ann", 1));
        table.add(order(capital, "bob", 1));
        table.add(order("é", "cid", 1));

        assertThat(table.byId(usual).orElseThrow().getUserId()).isEqualTo("ann");
        assertThat(table.byId(capital).orElseThrow().getUserId()).isEqualTo("bob");
        assertThat(table.byId("é").orElseThrow().getOrderId()).isEqualTo("é");
    }

    @Test
    void refusesAnIdThatItsLengthByteCannotHold() {
        assertThatThrownBy(() -> table.add(order("x".repeat(256), "ann", 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table.byId("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesLessThan110BytesAnOrder() {
        SplittableRandom random = new SplittableRandom(1);
        int orders = 200_000;
        OrderTable[] kept = new OrderTable[1];
        long bytes = HeapUse.of(() -> {
            kept[0] = new OrderTable("lamp", 42);
            for (int i = 0; i < orders; i++) {
                String id = "%016x%016x".formatted(random.nextLong(), random.nextLong());
                kept[0].add(order(id, "user-" + i, 1));
            }
        });

        System.out.println("bytes per order: " + bytes / orders);
        assertThat(kept[0].unitsOf("user-1")).isEqualTo(1);
        assertThat(bytes / orders).isLessThan(110);
    }

    private static Order order(String id, String user, int quantity) {
        return Order.newBuilder()
                .setOrderId(id)
                .setUserId(user)
                .setItemId("lamp")
                .setQuantity(quantity)
                .setDecidedAt(99)
                .build();
    }
}
