package io.seckill.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.seckill.settings.Settings;
import io.seckill.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingSettingsTest {
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Traced(TracingSettings tracing) {}

    private final Settings defaults = Settings.defaults(getClass().getClassLoader(), "sample.yaml");

    @Test
    void nothingIsTracedAsShipped() {
        TracingSettings shipped = read(defaults);

        assertThat(shipped).isEqualTo(new TracingSettings("", 0.01));
        assertThat(Tracing.of(shipped, "test").on()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "0.5", "0.000001"})
    void anyShareCanBeSampled(String share) {
        assertThat(read(defaults.withOverride("tracing.sampled=" + share)).sampled())
                .isEqualTo(Double.parseDouble(share));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "-0.1", "half", "NaN", "1e-3", ""})
    void whatIsNoShareIsRefused(String share) {
        assertThatThrownBy(() -> read(defaults.withOverride("tracing.sampled=" + share)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("sampled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"collector:4318", "grpc://collector:4317", "http://", "http://a b", "http://c:4318?token=x"})
    void whatIsNoAddressOfAReceiverIsRefused(String otlp) {
        assertThatThrownBy(() -> read(defaults.withOverride("tracing.otlp=" + otlp)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("otlp must be an http or https URL");
    }

    private static TracingSettings read(Settings settings) {
        return settings.section("gateway", Traced.class).tracing();
    }
}
