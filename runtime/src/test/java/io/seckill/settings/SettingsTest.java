package io.seckill.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.seckill.process.LogSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private final Settings defaults = Settings.defaults(getClass().getClassLoader(), "sample.yaml");

    @TempDir
    private Path folder;

    record Sample(
            int port,
            Duration idleTimeout,
            List<String> hosts,
            Map<String, String> properties,
            Inner inner,
            boolean strict,
            String issuer) {
        Sample {
            Check.port("port", port);
        }
    }

    record Inner(String password) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Logging(LogSettings log) {}

    @Test
    void defaultsBindToTheRecord() {
        assertThat(bound(defaults))
                .isEqualTo(new Sample(
                        8080, Duration.ofSeconds(60), List.of("a", "b"), Map.of(), new Inner(""), false, ""));
    }

    @Test
    void laterLayersWin() throws Exception {
        Settings settings = defaults.withFile(file("gateway: {port: 1, hosts: [c]}"))
                .withEnvironment(
                        Map.of("SECKILL_GATEWAY_PORT", "2", "SECKILL_GATEWAY_IDLE_TIMEOUT", "250ms"), note -> {})
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
    void layersAddToAMapOfAnyKeys() throws Exception {
        Settings settings = defaults.withFile(file("gateway: {properties: {security.protocol: SSL, retries: 010}}"))
                .withEnvironment(Map.of("SECKILL_GATEWAY_PROPERTIES", "{sasl.mechanism: PLAIN}"), note -> {})
                .withOverride("gateway.properties.security.protocol=SASL_SSL");

        assertThat(bound(settings).properties())
                .isEqualTo(Map.of("security.protocol", "SASL_SSL", "retries", "010", "sasl.mechanism", "PLAIN"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123",
                "1_000",
                "1.10",
                "1e3",
                "0x10",
                "p@ss #1",
                "#secret",
                "*secret",
                "&a",
                "!tag",
                "%x",
                "@x",
                "{x",
                "[abc]",
                "{a: b}",
                "- x",
                "p: q",
                "null",
                "~",
                "no",
                "true",
                "\"q\"",
                "'single'",
                " blank before",
                "blank after ",
                "::",
                "[::1]:9092",
                "007",
                "a=b",
                "2001-01-01",
                "it's",
                "a\\b",
                "$HOME"
            })
    void aTextIsTakenAsItIs(String text) {
        Settings byOption = defaults.withOverride("gateway.inner.password=" + text);
        Settings byVariable = defaults.withEnvironment(Map.of("SECKILL_GATEWAY_INNER_PASSWORD", text), note -> {});

        assertThat(bound(byOption).inner().password()).isEqualTo(text);
        assertThat(bound(byVariable).inner().password()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0123", "1_000", "1.10", "1e3", "0x10", "null", "~", "no", "true", "2001-01-01", "12:30:45"})
    void aTextInAFileIsTakenAsItIsWritten(String text) throws Exception {
        assertThat(bound(defaults.withFile(file("gateway: {issuer: " + text + "}")))
                        .issuer())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"010", "8080.7", "1e3", "0x10", "1_000", "abc", "", " 80", "+80", "99999999999", "[1]"})
    void aNumberIsWhollyDecimalOrRefused(String text) {
        assertThatThrownBy(() -> bound(defaults.withOverride("gateway.port=" + text)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("port")
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatASettingMustBeIsSaid() {
        assertThatThrownBy(() -> defaults.withOverride("gateway.port=abc"))
                .hasMessage("--set: gateway.port must be a whole number, such as 8080, but is \"abc\"");
        assertThatThrownBy(() -> defaults.withOverride("gateway.hosts=issuer.pem"))
                .hasMessage("--set: gateway.hosts must be a list of texts, such as [a, b], but is \"issuer.pem\"");
        assertThatThrownBy(() -> defaults.withOverride("gateway.strict=yes"))
                .hasMessage("--set: gateway.strict must be true or false, but is \"yes\"");
    }

    @Test
    void aNameGivenTwiceInAFileIsRefused() throws Exception {
        Path file = file("gateway: {port: 1}\ngateway: {port: 2}");

        assertThatThrownBy(() -> defaults.withFile(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("duplicate key gateway");
    }

    @Test
    void aBrokenMapIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> defaults.withOverride("gateway.properties={sasl.jaas.config: hush, x: ["))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gateway.properties is no valid YAML")
                .hasMessageNotContaining("hush");
    }

    @Test
    void whatKubernetesSaysOfItsServicesIsIgnored() {
        List<String> notes = new ArrayList<>();
        Settings settings = defaults.withEnvironment(
                Map.of(
                        "SECKILL_GATEWAY_SERVICE_HOST", "10.96.0.7",
                        "SECKILL_GATEWAY_SERVICE_PORT", "8080",
                        "SECKILL_GATEWAY_SERVICE_PORT_HTTP", "8080",
                        "SECKILL_GATEWAY_CALLBACK_PORT", "tcp://10.96.0.7:9090",
                        "SECKILL_GATEWAY_PORT", "tcp://10.96.0.7:8080",
                        "SECKILL_GATEWAY_PORT_8080_TCP", "tcp://10.96.0.7:8080",
                        "SECKILL_GATEWAY_PORT_8080_TCP_ADDR", "10.96.0.7"),
                notes::add);

        assertThat(bound(settings)).isEqualTo(bound(defaults));
        assertThat(notes).singleElement().asString().startsWith("SECKILL_GATEWAY_PORT=tcp://10.96.0.7:8080");
    }

    @Test
    void anotherUnknownVariableIsRefusedWithWhatMayBeMeant() {
        assertThatThrownBy(() -> defaults.withEnvironment(Map.of("SECKILL_GATEWAY_PROT", "1"), note -> {}))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("did you mean SECKILL_GATEWAY_PORT?");
    }

    @Test
    void unknownSettingIsNamedWithWhatIsKnownThere() throws Exception {
        Path file = file("gateway: {prot: 1}");

        assertThatThrownBy(() -> defaults.withFile(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("unknown setting gateway.prot; did you mean port?; known there: [hosts, ");
    }

    @Test
    void aSettingThatThereWasOnceIsRefusedWithWhatHoldsInstead() throws Exception {
        Path file = file("gateway: {publish: {bufferBytes: 1}}");

        assertThatThrownBy(() -> defaults.withFile(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gateway.publish.bufferBytes is no longer a setting: 64 MiB");
        assertThatThrownBy(() -> defaults.withOverride("gateway.edge.clockTolerance=2s"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gateway.edge.clockTolerance is no longer a setting: a clock may be 1s off");
        assertThatThrownBy(
                        () -> defaults.withEnvironment(Map.of("SECKILL_GATEWAY_HTTP_ACCEPT_BACKLOG", "1"), note -> {}))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "SECKILL_GATEWAY_HTTP_ACCEPT_BACKLOG in the environment: gateway.http.acceptBacklog is no longer a setting");
    }

    @Test
    void aGroupThatIsSharedNowIsRefusedWithWhereItIs() throws Exception {
        Path file = file("gateway: {kafka: {properties: {security.protocol: SSL}}}");

        assertThatThrownBy(() -> defaults.withFile(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gateway.kafka is no longer a setting: the section kafka holds it");
        assertThatThrownBy(() -> defaults.withEnvironment(
                        Map.of("SECKILL_GATEWAY_KAFKA_BOOTSTRAP_SERVERS", "k:9092"), note -> {}))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gateway.kafka is no longer a setting: the section kafka holds it");
    }

    @Test
    void aComponentNamedAsASharedSectionIsThatSection() {
        Settings settings = defaults.withEnvironment(Map.of("SECKILL_LOG_LEVEL", "warn"), note -> {});

        assertThat(settings.section("gateway", Logging.class).log()).isEqualTo(new LogSettings("text", "warn"));
        assertThatThrownBy(() -> settings.withOverride("log.level=loud").section("gateway", Logging.class))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("log: level must be");
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

    @Test
    void ofTheKeysOfAnotherLibraryOnlyHarmlessOnesAreShown() {
        String printed = defaults.withOverride("gateway.properties={security.protocol: SSL, ssl.key.password: hush, "
                        + "ssl.keystore.key: hush, ssl.keystore.location: /a.jks, basic.auth.user.info: hush}")
                .print();

        assertThat(printed).contains("security.protocol: SSL", "/a.jks").doesNotContain("hush");
    }

    @Test
    void printedSettingsCanBeReadAgain() throws Exception {
        Settings odd = defaults.withOverride("gateway.issuer=0123").withOverride("gateway.hosts=[\"::\", no]");

        assertThat(bound(defaults.withFile(file(odd.print())))).isEqualTo(bound(odd));
    }

    private static Sample bound(Settings settings) {
        return settings.section("gateway", Sample.class);
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("settings.yaml"), text);
    }
}
