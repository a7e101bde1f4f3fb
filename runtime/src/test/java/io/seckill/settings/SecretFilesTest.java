package io.seckill.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest {
    private static final String SETTING = "gateway.inner.passwordFile";

    private final Settings defaults = Settings.defaults(getClass().getClassLoader(), "sample.yaml");
    private Path file;

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Sample(Inner inner) {}

    record Inner(String password) {}

    @BeforeEach
    void name(@TempDir Path folder) {
        file = folder.resolve("password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hush", "hush\n", "hush\r\n"})
    void aSecretIsWhatIsInItsFileWithoutTheLinesEnd(String content) throws Exception {
        Files.writeString(file, content);

        assertThat(password(given())).isEqualTo("hush");
    }

    @Test
    void onlyOneLineEndIsNoPartOfTheSecret() throws Exception {
        Files.writeString(file, " two\nlines \n\n");

        assertThat(password(given())).isEqualTo(" two\nlines \n");
    }

    @Test
    void theEnvironmentNamesFilesToo() throws Exception {
        Files.writeString(file, "hush");

        assertThat(password(defaults.withEnvironment(
                        Map.of("SECKILL_GATEWAY_INNER_PASSWORD_FILE", file.toString()), note -> {})))
                .isEqualTo("hush");
    }

    @Test
    void theFileIsShownAndNotWhatIsInIt() throws Exception {
        Files.writeString(file, "hush");
        Settings settings = given();
        password(settings);

        assertThat(settings.print()).contains("passwordFile: " + file).doesNotContain("hush");
    }

    @Test
    void whereTheSecretIsGivenTooTheStartIsRefused() throws Exception {
        Files.writeString(file, "hush");

        assertThatThrownBy(() -> password(given().withOverride("gateway.inner.password=other")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("gateway.inner.password and gateway.inner.passwordFile are both set: one of them will do");
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        assertRefused("there is no " + file);
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        Files.createDirectory(file);

        assertRefused("cannot read " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n"})
    void anEmptyFileIsRefused(String content) throws Exception {
        Files.writeString(file, content);

        assertRefused(file + " is empty");
    }

    @Test
    void aFileThatIsNoTextIsRefusedWithoutBeingShown() throws Exception {
        Files.write(file, "h\u00fcsh".getBytes(StandardCharsets.ISO_8859_1));

        assertRefused(file + " is no text in UTF-8");
    }

    private Settings given() {
        return defaults.withOverride(SETTING + "=" + file);
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> password(given()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(SETTING + ": " + why)
                .hasMessageNotContaining("\n");
    }

    private static String password(Settings settings) {
        return settings.section("gateway", Sample.class).inner().password();
    }
}
