package io.seckill.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitTest {
    @ParameterizedTest(name = "{0} wished, {1} files")
    @CsvSource({"200000, 1048576, 200000", "200000, 20000, 18000", "200000, 1024, 512", "300, 1024, 300", "300, 64, 1"})
    void filesAreLeftForEverythingElse(int wished, long files, int connections) {
        assertThat(ConnectionLimit.within(wished, OptionalLong.of(files))).isEqualTo(connections);
    }

    @Test
    void theWishCountsWhereNothingIsKnown() {
        assertThat(ConnectionLimit.within(200_000, OptionalLong.empty())).isEqualTo(200_000);
    }
}
