package io.seckill.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedRangeTest {
    @Test
    void seedsAreNumbersAndRanges() {
        assertThat(SeedRange.parse("7")).containsExactly(7L);
        assertThat(SeedRange.parse("1-3,9")).containsExactly(1L, 2L, 3L, 9L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1-", "a", "1,,2"})
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> SeedRange.parse(text)).hasMessageContaining("write 7, 1-20 or 1-3,9");
    }
}
