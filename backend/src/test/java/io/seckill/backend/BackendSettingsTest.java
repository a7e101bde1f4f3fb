package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.backend.fixture.Stage;
import io.seckill.settings.Settings;
import io.seckill.settings.SettingsException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BackendSettingsTest {
    /** Any text or map will do for these; Kafka and the file system judge them. */
    private static final Set<String> UNBOUNDED = Set.of(
            "kafka.properties",
            "backend.postgres.password",
            "backend.postgres.passwordFile",
            "backend.postgres.sslRootCert");

    private final Settings defaults = Settings.defaults(getClass().getClassLoader(), BackendSettings.DEFAULTS);

    @Test
    void theDefaultsAreValid() {
        assertThatCode(() -> bind(defaults)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("settingsWithBounds")
    void everySettingRefusesNonsenseByName(String path) {
        assertThatThrownBy(() -> bind(defaults.withOverride(path + "=")))
                .isInstanceOf(SettingsException.class)
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> bind(defaults.withOverride(path + "= ")))
                .isInstanceOf(SettingsException.class)
                .hasMessageNotContaining("\n");
    }

    static List<String> settingsWithBounds() {
        return Settings.defaults(BackendSettingsTest.class.getClassLoader(), BackendSettings.DEFAULTS).paths().stream()
                .filter(path -> !UNBOUNDED.contains(path))
                .filter(path -> !path.contains(".tls.") && !path.equals("tracing.otlp")) // empty is a meaning there
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "consumer.sessionTimeout|999ms",
                "consumer.sessionTimeout|301s",
                "consumer.pollSpacing|1001ms",
                "delivery.allowedAddresses|[10.0.0.0/40]",
                "delivery.maxGateways|0",
                "delivery.maxGateways|10001",
                "delivery.maxQueuedPerGateway|0",
                "delivery.maxQueuedPerGateway|10000001",
                "management.port|-1",
                "management.port|65536",
                "tls.certificate|/a.pem",
                "topics.queues|0",
                "topics.minInsyncReplicas|2",
                "topics.partitioner|random",
                "topics.orderingKey|color",
                "postgres.sslMode|sometimes",
                "postgres.sslMode|verify-full",
                "postgres.statementTimeout|99ms",
                "postgresStore.connections|0",
                "postgresStore.keepRefusals|59s",
                "log.format|xml",
                "log.level|loud"
            })
    void aValueOutOfBoundsIsRefusedByName(String path, String value) {
        String name = path.substring(path.lastIndexOf('.') + 1);

        assertThatThrownBy(() -> bind(defaults.withOverride(Stage.path(path + "=" + value))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name);
    }

    @Test
    void anUnknownSettingIsRefused() {
        assertThatThrownBy(() -> defaults.withOverride("backend.delivery.maxGatewys=1"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("maxGatewys");
        assertThatThrownBy(() -> defaults.withEnvironment(Map.of("SECKILL_BACKEND_NONSENSE", "1"), note -> {}))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("SECKILL_BACKEND_NONSENSE");
    }

    @Test
    void theEnvironmentReachesEverySetting() {
        Settings set =
                defaults.withEnvironment(Map.of("SECKILL_BACKEND_DELIVERY_MAX_QUEUED_PER_GATEWAY", "3"), note -> {});

        assertThat(bind(set).delivery().maxQueuedPerGateway()).isEqualTo(3);
    }

    private static BackendSettings bind(Settings settings) {
        return settings.section(BackendSettings.SECTION, BackendSettings.class);
    }
}
