package io.seckill.gateway.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=5               | 5000  | wait=5",
                "Wait=5; foo=bar      | 5000  | wait=5",
                "wait=0               | 0     | wait=0",
                "wait=999             | 30000 | wait=30",
                "respond-async        | 0     | respond-async",
                "respond-async,wait=3 | 3000  | wait=3",
            })
    void saysHowLongToHoldTheAnswer(String header, long millis, String applied) {
        assertThat(parse(header)).isEqualTo(Parsed.valid(new Preference(millis, applied)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"handling=lenient", ""})
    void passesOverOtherPreferences(String header) {
        assertThat(parse(header)).isEqualTo(Parsed.valid(new Preference(2000, null)));
    }

    @Test
    void usesTheDefaultWhereNothingIsAsked() {
        assertThat(parse(null)).isEqualTo(Parsed.valid(new Preference(2000, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=", "wait=-1", "wait=1.5", "wait=soon", "wait=99999999999999999999"})
    void refusesAWaitThatIsNoNumberOfSeconds(String header) {
        assertThat(parse(header)).isInstanceOf(Parsed.Invalid.class);
    }

    private static Parsed<Preference> parse(@Nullable String header) {
        return Preference.parse(header, Duration.ofSeconds(2), Duration.ofSeconds(30));
    }
}
