package io.seckill.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private final Settings defaults = Settings.defaults(getClass().getClassLoader(), "sample.yaml");

    @TempDir
    private Path folder;

    record Sample(int port, Duration idleTimeout, List<String> hosts, Map<String, String> properties, Inner inner) {
        Sample {
            Check.port("port", port);
        }
    }

    record Inner(String password) {}

    @Test
    void defaultsBindToTheRecord() {
        assertThat(bound(defaults))
                .isEqualTo(new Sample(8080, Duration.ofSeconds(60), List.of("a", "b"), Map.of(), new Inner("")));
    }

    @Test
    void laterLayersWin() throws Exception {
        Settings settings = defaults.withFile(file("gateway: {port: 1, hosts: [c]}"))
                .withEnvironment(Map.of("SECKILL_GATEWAY_PORT", "2", "SECKILL_GATEWAY_IDLE_TIMEOUT", "250ms"))
                .withOverride("gateway.port=3");

        assertThat(bound(settings).port()).isEqualTo(3);
        assertThat(bound(settings).idleTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(bound(settings).hosts()).containsExactly("c");
    }

    @Test
    void sectionsOfOtherProcessesArePassedOver() throws Exception {
        Settings settings = defaults.withFile(file("backend: {anything: 1}\ngateway: {port: 1}"));

        assertThat(bound(settings).port()).isEqualTo(1);
    }

    @Test
    void emptyMapTakesAnyKey() {
        Settings settings = defaults.withOverride("gateway.properties={security.protocol: SSL}");

        assertThat(bound(settings).properties()).containsEntry("security.protocol", "SSL");
    }

    @Test
    void unknownSettingIsNamedWithWhatIsKnownThere() throws Exception {
        Path file = file("gateway: {prot: 1}");

        assertThatThrownBy(() -> defaults.withFile(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("unknown setting gateway.prot")
                .hasMessageContaining("port");
    }

    @Test
    void brokenFileIsRefusedInOneLine() throws Exception {
        Path file = file("gateway: {port: [");

        assertThatThrownBy(() -> defaults.withFile(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("no valid YAML")
                .hasMessageNotContaining("\n");
    }

    @Test
    void missingFileIsRefused() {
        assertThatThrownBy(() -> defaults.withFile(folder.resolve("none.yaml")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("none.yaml");
    }

    @Test
    void valueOutOfBoundsIsRefusedByName() {
        assertThatThrownBy(() -> bound(defaults.withOverride("gateway.port=70000")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("gateway: port must be between 0 and 65535, but is 70000");
    }

    @Test
    void durationNeedsAUnit() {
        assertThatThrownBy(() -> bound(defaults.withOverride("gateway.idleTimeout=60")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("idleTimeout")
                .hasMessageContaining("unit");
    }

    @Test
    void printedSettingsHideSecrets() {
        assertThat(defaults.withOverride("gateway.inner.password=hush").print())
                .contains("port: 8080")
                .doesNotContain("hush");
    }

    private static Sample bound(Settings settings) {
        return settings.section("gateway", Sample.class);
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("settings.yaml"), text);
    }
}
