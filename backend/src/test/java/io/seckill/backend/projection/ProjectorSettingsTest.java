package io.seckill.backend.projection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.settings.Settings;
import io.seckill.settings.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProjectorSettingsTest {
    private final Settings defaults = defaults();

    private static Settings defaults() {
        return Settings.defaults(ProjectorSettingsTest.class.getClassLoader(), ProjectorSettings.DEFAULTS);
    }

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
    }

    static List<String> settingsWithBounds() {
        return defaults().paths().stream()
                .filter(path -> !path.equals("kafka.properties")) // any map will do
                .filter(path -> !path.startsWith("projector.postgres.password")) // PostgreSQL judges it
                .filter(path -> !path.equals("projector.postgres.sslRootCert")) // only those who verify need it
                .filter(path -> !path.contains(".tls.") && !path.equals("tracing.otlp")) // empty is a meaning there
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sessionTimeout|999ms",
                "sessionTimeout|301s",
                "postgres.port|0",
                "postgres.port|65536",
                "postgres.schema|Sales",
                "postgres.schema|a-b",
                "postgres.sslMode|sometimes",
                "postgres.sslMode|verify-ca",
                "postgres.statementTimeout|61s",
                "management.port|65536",
            })
    void valuesOutsideTheirBoundsAreRefused(String path, String value) {
        assertThatThrownBy(() -> bind(defaults.withOverride("projector." + path + "=" + value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(path.substring(path.indexOf('.') + 1))
                .hasMessageContaining("projector");
    }

    private static ProjectorSettings bind(Settings settings) {
        return settings.section(ProjectorSettings.SECTION, ProjectorSettings.class);
    }
}
