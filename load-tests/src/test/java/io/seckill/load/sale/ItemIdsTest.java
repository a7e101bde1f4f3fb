package io.seckill.load.sale;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.slots.SlotMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ItemIdsTest {
    private final List<String> ids = ItemIds.spread("bench", 2, 5);

    @Test
    void everyQueueHasTheSameNumber() {
        SlotMap queues = SlotMap.first(5);

        assertThat(ids.stream().collect(Collectors.groupingBy(queues::queueOf, Collectors.counting())))
                .hasSize(5)
                .allSatisfy((queue, count) -> assertThat(count).isEqualTo(2));
    }

    @Test
    void allAreOfOneLengthAndDifferent() {
        assertThat(ids)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.length() == ids.get(0).length());
    }
}
