package io.seckill.load.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BriefTest {
    private final Brief brief = new Brief(
            "http://127.0.0.1:1",
            "http://127.0.0.1:2",
            "steady-abc",
            7,
            1_000,
            12.5,
            Duration.ofSeconds(30),
            Duration.ofSeconds(90),
            3,
            Duration.ofMillis(250),
            Path.of("/tmp/answers.json"));

    @Test
    void itCrossesToAnotherProcessUnchanged() {
        Properties properties = new Properties();
        for (String option : brief.jvmOptions()) {
            List<String> parts = List.of(option.substring(2).split("=", 2));
            properties.setProperty(parts.get(0), parts.get(1));
        }

        assertThat(Brief.read(properties)).isEqualTo(brief);
    }

    @Test
    void aSimulationWithoutBriefSaysHowItIsRun() {
        assertThatThrownBy(() -> Brief.read(new Properties())).hasMessageContaining("load-tests/simulate");
    }

    @Test
    void itNamesAsManyItemsAsAsked() {
        assertThat(brief.itemIds()).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void preludesAreNoLongerThanTheRun() {
        assertThat(brief.atMost(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(10));
        assertThat(brief.atMost(Duration.ofMinutes(10))).isEqualTo(brief.duration());
    }

    @Test
    void answersSurviveTheFile(@TempDir Path folder) {
        Answers answers = new Answers();
        for (int status : List.of(201, 201, 409)) {
            answers.ask();
            answers.answer(status);
        }
        answers.ask();
        answers.write(folder.resolve("answers.json"));

        assertThat(Answers.read(folder.resolve("answers.json")).byStatus()).hasToString("{0=1, 201=2, 409=1}");
    }
}
