package io.seckill.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
    private static final Duration USUAL = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Preference NOTHING = new Preference(2000, null);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "wait=5                     | 5000  | wait=5",
                "Wait=5; foo=bar            | 5000  | wait=5",
                "WAIT = 5                   | 5000  | wait=5",
                "wait= 5                    | 5000  | wait=5",
                "wait=\"5\"                  | 5000  | wait=5",
                "wait=\"\\5\"                | 5000  | wait=5",
                "wait=0005                  | 5000  | wait=5",
                ",,wait=5,,                 | 5000  | wait=5",
                "foo=\"x, wait=0\", wait=5   | 5000  | wait=5",
                "wait=1, wait=4             | 1000  | wait=1",
                "wait=0                     | 0     | wait=0",
                "wait=999                   | 30000 | wait=30",
                "wait=99999999999999999999  | 30000 | wait=30",
                "respond-async              | 0     | respond-async",
                "Respond-Async;foo          | 0     | respond-async",
                "respond-async,wait=3       | 3000  | wait=3",
                "respond-async,wait=soon    | 0     | respond-async",
            })
    void saysHowLongToHoldTheAnswer(String header, long millis, String applied) {
        assertThat(Preference.parse(header, USUAL, LONGEST)).isEqualTo(new Preference(millis, applied));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "handling=lenient",
                "",
                "foo=\"x, wait=0\"",
                "foo=\"x, respond-async\"",
                "foo; wait=0",
                "foo;respond-async",
                "foo=\"never closed, wait=0",
                "respond-async=yes",
                "wait",
                "wait=",
                "wait=-1",
                "wait=1.5",
                "wait=soon"
            })
    void passesOverWhatIsNotUnderstood(String header) {
        assertThat(Preference.parse(header, USUAL, LONGEST)).isEqualTo(NOTHING);
    }

    @Test
    void readsAllFieldsAsOne() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("prefer", "handling=lenient")
                .add("Prefer", "wait=1")
                .add("Prefer", "wait=4");
        assertThat(Preference.of(headers, USUAL, LONGEST)).isEqualTo(new Preference(1000, "wait=1"));
    }

    @Test
    void usesTheDefaultWhereNothingIsAsked() {
        assertThat(Preference.of(MultiMap.caseInsensitiveMultiMap(), USUAL, LONGEST))
                .isEqualTo(NOTHING);
    }

    @Test
    void aWaitLongerThanTheLongestOfUnderASecondIsNoAskingForAsynchrony() {
        assertThat(Preference.parse("wait=5", USUAL, Duration.ofMillis(300))).isEqualTo(new Preference(300, "wait=1"));
    }
}
