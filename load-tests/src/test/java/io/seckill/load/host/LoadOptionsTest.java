package io.seckill.load.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LoadOptionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rate=0",
                "--rate=NaN",
                "--warm-up=0",
                "--duration=-1",
                "--objective=0",
                "--items=0",
                "--stock=0"
            })
    void whatNoSimulationCanDoIsRefusedByItsName(String option) {
        LoadOptions options = CommandLine.populateCommand(new LoadOptions(), option);

        assertThatThrownBy(options::check)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(option.substring(0, option.indexOf('=')));
    }

    @Test
    void theRestIsNot() {
        LoadOptions options =
                CommandLine.populateCommand(new LoadOptions(), "--rate=0.5", "--warm-up=1", "--duration=86400");

        assertThatCode(options::check).doesNotThrowAnyException();
    }
}
