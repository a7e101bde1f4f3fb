package io.seckill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    @Test
    void everySettingOfEveryProcessIsOnThePageAndNoOther() throws Exception {
        Settings settings = Settings.defaults(
                getClass().getClassLoader(), "gateway.yaml", "backend.yaml", "projector.yaml", "standalone.yaml");

        assertThat(Files.readAllLines(Path.of("../docs/configuration.md")).stream()
                        .filter(line -> line.matches("\\| `[a-z]+\\..*"))
                        .map(line -> line.substring(3, line.indexOf('`', 3)))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(settings.paths());
    }
}
