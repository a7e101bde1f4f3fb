package io.seckill.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.settings.SettingsException;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final Map<String, String> GOOD =
            Map.of("cleanup.policy", "compact", "min.insync.replicas", "2", "unclean.leader.election.enable", "false");

    private final Topics topics =
            new Topics(new TopicSettings("seckill", 5, 3, 2, Partitioning.SLOTS, OrderingKey.ITEM));

    @Test
    void topicThatKeepsAnswersIsTaken() {
        assertThatCode(() -> check("min.insync.replicas", "3")).doesNotThrowAnyException();
    }

    @Test
    void topicThatMayLoseAnAnswerIsRefused() {
        assertThatThrownBy(() -> check("min.insync.replicas", "1"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("seckill.orders has min.insync.replicas=1, but the settings ask for 2");
        assertThatThrownBy(() -> check("unclean.leader.election.enable", "true"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("unclean.leader.election.enable=true");
        assertThatThrownBy(() -> check("cleanup.policy", "delete"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("cleanup.policy=delete");
    }

    private void check(String key, String value) {
        Map<String, String> entries = new HashMap<>(GOOD);
        entries.put(key, value);
        topics.checkConfig(
                "seckill.orders",
                new Config(entries.entrySet().stream()
                        .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
                        .toList()));
    }
}
