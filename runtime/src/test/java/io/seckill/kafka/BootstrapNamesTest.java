package io.seckill.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.settings.SettingsException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BootstrapNamesTest {
    private final Set<String> known = new HashSet<>();
    private Duration passed = Duration.ZERO;
    private final BootstrapNames names = new BootstrapNames(known::contains, () -> passed.toNanos(), millis -> {
        passed = passed.plusMillis(millis);
        if (passed.equals(Duration.ofSeconds(100))) {
            known.add("b:9092");
        }
    });

    @Test
    void oneNameThatGetsAnAddressIsEnough() throws Exception {
        names.await("a:9092, b:9092", BootstrapNames.FOR_EVER);

        assertThat(passed).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void aCommandWaitsForABoundedTime() {
        assertThatThrownBy(() -> names.await("a:9092", BootstrapNames.FOR_A_COMMAND))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("a:9092");
        assertThat(passed).isEqualTo(BootstrapNames.FOR_A_COMMAND);
    }

    @Test
    void addressesAreNotWaitedForNorIsWhatKafkaRefuses() throws Exception {
        for (String servers :
                new String[] {"127.0.0.1:9092", "[::1]:9092", "nobody.invalid:1,localhost:2", "no-port"}) {
            BootstrapNames.await(new KafkaSettings(servers, Map.of(), "group"), Duration.ZERO);
        }
        assertThat(BootstrapNames.isKnown("kafka-0.kafka.invalid:9092")).isFalse();
    }
}
