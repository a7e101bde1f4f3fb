package io.seckill.gateway.pending;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {
    private static final Instant NOW = Instant.parse("2030-01-02T03:04:05.678Z");

    @Test
    void isReadBackAsItWasWritten() {
        RequestId id = RequestId.of(NOW.toEpochMilli(), 65_535, -42);

        assertThat(RequestId.parse(id.toString())).isEqualTo(id);
        assertThat(id.loop()).isEqualTo(65_535);
    }

    @Test
    void sortsByTime() {
        RequestId earlier = RequestId.of(NOW.toEpochMilli(), 9, -1);
        RequestId later = RequestId.of(NOW.toEpochMilli() + 1, 0, 0);

        assertThat(earlier.toString()).isLessThan(later.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdef0",
                "0123456789ABCDEF0123456789ABCDEF",
                "0123456789abcdef 123456789abcdef"
            })
    void rejectsWhatIsNoId(String text) {
        assertThat(RequestId.parse(text)).isNull();
    }

    @Test
    void differsEvenWithinOneMillisecond() {
        RequestIds ids = new RequestIds(1, InstantSource.fixed(NOW), new SecureRandom());

        assertThat(Stream.generate(ids::next).limit(10_000).collect(Collectors.toSet()))
                .hasSize(10_000);
    }
}
