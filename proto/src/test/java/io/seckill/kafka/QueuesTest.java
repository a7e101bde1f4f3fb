package io.seckill.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueuesTest {
    /** Test vectors for producers in other languages. */
    @ParameterizedTest
    @CsvSource({"demo-phone, 5, 4", "item-1, 5, 3", "item-2, 5, 1", "item-3, 12, 8", "Ünïcode, 12, 5"})
    void keyBelongsToItsQueue(String key, int queues, int queue) {
        assertThat(Queues.queueOf(key, queues)).isEqualTo(queue);
    }

    @Test
    void keysSpreadOverAllQueues() {
        Map<Integer, Integer> keys = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            keys.merge(Queues.queueOf("item-" + i, 5), 1, Integer::sum);
        }

        assertThat(keys)
                .hasSize(5)
                .allSatisfy((queue, count) -> assertThat(count).isBetween(1_700, 2_300));
    }
}
