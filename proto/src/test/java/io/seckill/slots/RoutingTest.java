package io.seckill.slots;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.v1.Command;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RoutingTest {
    static Stream<Routing> routingsOverFiveQueues() {
        return Stream.of(Partitioning.values()).map(way -> way.over(SlotMap.first(5)));
    }

    @ParameterizedTest
    @MethodSource("routingsOverFiveQueues")
    void keysSpreadOverAllQueues(Routing routing) {
        Map<Integer, Integer> keys = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            keys.merge(routing.queueOf("item-" + i), 1, Integer::sum);
        }

        assertThat(keys)
                .hasSize(5)
                .allSatisfy((queue, count) -> assertThat(count).isBetween(1_600, 2_400));
    }

    @ParameterizedTest
    @EnumSource(Partitioning.class)
    void oneQueueTakesEveryKeySoThatThereIsOneOrderForAll(Partitioning way) {
        Routing routing = way.over(SlotMap.first(1));

        assertThat(Stream.iterate(0, i -> i + 1).limit(1_000).map(i -> routing.queueOf("key-" + i)))
                .containsOnly(0);
    }

    @Test
    void orderIsKeptByItemOrByUser() {
        Command command =
                Command.newBuilder().setItemId("phone").setUserId("ann").build();

        assertThat(OrderingKey.ITEM.of(command)).isEqualTo("phone");
        assertThat(OrderingKey.USER.of(command)).isEqualTo("ann");
        assertThat(OrderingKey.USER.of(command.toBuilder().clearUserId().build()))
                .isEqualTo("phone");
    }
}
