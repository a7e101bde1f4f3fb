package io.seckill.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.v1.SlotTable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotMapTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8, 100})
    void doublingMovesAboutHalfOfTheSlotsAndOnlyToNewQueues(int queues) {
        SlotMap before = SlotMap.first(queues);

        SlotMap after = before.grown(2 * queues);

        int[] moved = IntStream.range(0, Slots.COUNT)
                .filter(slot -> before.queueOfSlot(slot) != after.queueOfSlot(slot))
                .toArray();
        assertThat(moved.length).isBetween(Slots.COUNT * 45 / 100, Slots.COUNT * 55 / 100);
        assertThat(IntStream.of(moved).map(after::queueOfSlot)).allMatch(queue -> queue >= queues);
    }

    @Test
    void everyQueueHasAFairShareOfTheSlots() {
        SlotMap map = SlotMap.first(10);

        assertThat(IntStream.range(0, 10)
                        .mapToLong(queue -> IntStream.range(0, Slots.COUNT)
                                .filter(slot -> map.queueOfSlot(slot) == queue)
                                .count()))
                .allSatisfy(slots -> assertThat(slots).isBetween(330L, 490L));
    }

    @Test
    void tableSurvivesItsRecord() {
        SlotMap map = SlotMap.first(5).grown(10);

        assertThat(SlotMap.of(map.record()).record()).isEqualTo(map.record());
    }

    @Test
    void tableThatIsNoTableIsRefused() {
        SlotTable good = SlotMap.first(2).record();

        assertThatThrownBy(() -> SlotMap.of(good.toBuilder().setQueues(1).build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SlotMap.of(good.toBuilder().clearSlots().build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SlotMap.first(4).grown(4)).isInstanceOf(IllegalArgumentException.class);
    }
}
