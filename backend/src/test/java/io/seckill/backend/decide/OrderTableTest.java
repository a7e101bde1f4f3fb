package io.seckill.backend.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OrderTableTest {
    private static final long SEED = System.nanoTime();

    private final OrderTable table = new OrderTable("lamp", 42);

    @Test
    void findsEveryOrderByIdAndByUserAsItGrows() {
        for (int i = 0; i < 10_000; i++) {
            table.add(order("%032x".formatted(i * 7919L), "user" + i, 1 + i % 3));
        }

        for (int i = 0; i < 10_000; i++) {
            Order expected = order("%032x".formatted(i * 7919L), "user" + i, 1 + i % 3);
            assertThat(table.order(table.byId(expected.getOrderId()))).isEqualTo(expected);
            assertThat(table.order(table.latestOf(expected.getUserId()))).isEqualTo(expected);
        }
        assertThat(table.byId("%032x".formatted(1))).isEqualTo(OrderTable.NONE);
        assertThat(table.unitsOf("nobody")).isZero();
    }

    @Test
    void findsTheOrderOfEveryKeyHoweverFewOrdersHaveOne() {
        for (int i = 0; i < 10_000; i++) {
            Order order = order("id" + i, "user" + i, 1);
            table.add(i % 100 == 99 ? withKey(order) : order);
        }

        for (int i = 99; i < 10_000; i += 100) {
            assertThat(table.order(table.byKey("user" + i, "key"))).isEqualTo(withKey(order("id" + i, "user" + i, 1)));
        }
        assertThat(table.byKey("user0", "key")).isEqualTo(OrderTable.NONE);
    }

    @Test
    void keepsTheDeviceWithAndWithoutAKeyAndFindsByNeither() {
        Order plain = order("a", "ann", 1).toBuilder().setDeviceId("phone").build();
        Order keyed =
                withKey(order("b", "ann", 1)).toBuilder().setDeviceId("key").build();
        Order unkeyed = order("c", "bob", 1).toBuilder().setDeviceId("key").build();
        int first = table.add(plain);
        int second = table.add(keyed);
        int third = table.add(unkeyed);

        assertThat(table.order(first)).isEqualTo(plain);
        assertThat(table.order(second)).isEqualTo(keyed);
        assertThat(table.order(third)).isEqualTo(unkeyed);
        assertThat(table.byKey("ann", "key")).isEqualTo(second);
        assertThat(table.byKey("bob", "key")).isEqualTo(OrderTable.NONE);
        assertThat(table.latestOf("ann")).isEqualTo(second);
        assertThat(table.unitsOf("ann")).isEqualTo(2);
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
        assertThat(table.order(table.latestOf("ann")).getOrderId()).isEqualTo("c");
    }

    @Test
    void keepsIdsOfAnyFormApart() {
        String usual = "0123456789abcdef0123456789abcdef";
        String capital = usual.toUpperCase(java.util.Locale.ROOT);
        table.add(order(usual, "ann", 1));
        table.add(order(capital, "bob", 1));
        table.add(order("é", "cid", 1));

        assertThat(table.order(table.byId(usual)).getUserId()).isEqualTo("ann");
        assertThat(table.order(table.byId(capital)).getUserId()).isEqualTo("bob");
        assertThat(table.order(table.byId("é")).getOrderId()).isEqualTo("é");
    }

    @Test
    void refusesAnIdThatItsLengthByteCannotHold() {
        assertThatThrownBy(() -> table.add(order("x".repeat(256), "ann", 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table.byId("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void heldOrdersLeaveInAnyOrderAndTheFirstToEndIsKnown() {
        SplittableRandom random = new SplittableRandom(SEED);
        System.out.println("seed " + SEED);
        TreeMap<Long, Integer> reserved = new TreeMap<>(); // row by the end of its hold, all different
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(5) < 3 || reserved.isEmpty()) {
                long until = 1 + random.nextInt(1_000_000) * 20_000L + i;
                String user = "user" + random.nextInt(300);
                reserved.put(until, table.add(held("r" + i, user, until)));
            } else {
                Long some = reserved.ceilingKey((long) random.nextInt(1_000_000) * 20_000);
                long until = random.nextBoolean() || some == null ? reserved.firstKey() : some;
                int row = reserved.remove(until);
                boolean ends = random.nextBoolean();
                table.settle(row, ends ? OrderStatus.ORDER_STATUS_EXPIRED : OrderStatus.ORDER_STATUS_CONFIRMED);
                if (ends && random.nextBoolean()) {
                    String id = table.order(row).getOrderId();
                    table.forget(row);
                    assertThat(table.byId(id)).isEqualTo(OrderTable.NONE);
                }
            }
            assertThat(table.reserved()).isEqualTo(reserved.size());
            assertThat(table.firstHoldEnds()).isEqualTo(reserved.isEmpty() ? Long.MAX_VALUE : reserved.firstKey());
        }
        reserved.forEach(
                (until, row) -> assertThat(table.order(row).getHeldUntil()).isEqualTo(until));
    }

    @Test
    void listsEveryUsersOrdersWhateverEndsOrIsForgotten() {
        SplittableRandom random = new SplittableRandom(SEED);
        System.out.println("seed " + SEED);
        Map<String, Deque<Integer>> rows = new HashMap<>(); // by user, the one added last first
        List<Integer> ended = new ArrayList<>();
        List<Integer> reserved = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String user = "user" + random.nextInt(50);
            int kind = random.nextInt(10);
            if (kind < 5) {
                int row = table.add(held("r" + i, user, 1 + i));
                rows.computeIfAbsent(user, first -> new ArrayDeque<>()).addFirst(row);
                reserved.add(row);
            } else if (kind < 7 && !reserved.isEmpty()) {
                int row = reserved.remove(random.nextInt(reserved.size()));
                table.settle(row, OrderStatus.ORDER_STATUS_CANCELLED);
                ended.add(row);
            } else if (kind < 9 && !ended.isEmpty()) {
                Integer row = ended.remove(random.nextInt(ended.size()));
                rows.get(table.order(row).getUserId()).remove(row);
                table.forget(row);
            } else if (i > 10_000) { // until then nobody asks for a list
                Deque<Integer> expected = rows.getOrDefault(user, new ArrayDeque<>());
                assertThat(table.rowsOf(user, Integer.MAX_VALUE).boxed()).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(table.rowsOf(user, 3)).hasSize(Math.min(3, expected.size()));
            }
        }
    }

    @Test
    void findsTheFirstOrderWithAKeyHoweverManyCameWithout() {
        for (int i = 0; i < 1_000; i++) {
            table.add(order("r" + i, "ann", 1)); // one user, so that one index is small too
        }
        int row = table.add(
                order("keyed", "ann", 1).toBuilder().setIdempotencyKey("k").build());

        assertThat(table.byKey("ann", "k")).isEqualTo(row);
        assertThat(table.latestOf("ann")).isEqualTo(row);
        assertThat(table.unitsOf("ann")).isEqualTo(1_001);
    }

    @Test
    void aUsersUnitsAreThoseOfTheOrdersThatHaveNotEnded() {
        int first = table.add(order("plain", "ann", 1)); // before any order was held
        int a = table.add(held("a", "ann", 10));
        int b = table.add(held("b", "ann", 11));
        table.add(held("c", "ann", 12));
        table.settle(b, OrderStatus.ORDER_STATUS_CANCELLED);
        assertThat(table.unitsOf("ann")).isEqualTo(3);
        table.settle(a, OrderStatus.ORDER_STATUS_CONFIRMED);
        assertThat(table.unitsOf("ann")).isEqualTo(3);
        table.settle(table.byId("c"), OrderStatus.ORDER_STATUS_EXPIRED);

        assertThat(table.unitsOf("ann")).isEqualTo(2);
        assertThat(table.latestOf("ann")).isEqualTo(a);
        assertThat(table.order(table.byId("c")).getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_EXPIRED);
        assertThat(table.status(first)).isEqualTo(OrderStatus.ORDER_STATUS_UNSPECIFIED);
    }

    @Test
    void takesLessThan150BytesAReservedOrder() {
        SplittableRandom random = new SplittableRandom(1);
        int orders = 50_000;
        long bytes = HeapUse.of(() -> {
            OrderTable filled = new OrderTable("lamp", 42);
            for (int i = 0; i < orders; i++) {
                String id = "%016x%016x".formatted(random.nextLong(), random.nextLong());
                filled.add(held(id, "user-" + i, 1_000 + i));
            }
            return filled;
        });

        System.out.println("bytes per reserved order: " + bytes / orders);
        assertThat(bytes / orders).isLessThan(150);
    }

    @Test
    void takesLessThan125BytesAnOrder() {
        SplittableRandom random = new SplittableRandom(1);
        int orders = 50_000;
        long bytes = HeapUse.of(() -> {
            OrderTable filled = new OrderTable("lamp", 42);
            for (int i = 0; i < orders; i++) {
                String id = "%016x%016x".formatted(random.nextLong(), random.nextLong());
                filled.add(order(id, "user-" + i, 1));
            }
            return filled;
        });

        System.out.println("bytes per order: " + bytes / orders);
        assertThat(bytes / orders).isLessThan(125);
    }

    private static Order held(String id, String user, long until) {
        return order(id, user, 1).toBuilder()
                .setStatus(OrderStatus.ORDER_STATUS_RESERVED)
                .setHeldUntil(until)
                .build();
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
