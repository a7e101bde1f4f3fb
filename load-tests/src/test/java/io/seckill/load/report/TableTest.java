package io.seckill.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table = new Table("who", "req/s");

    @Test
    void columnsAreAlignedAsPlainText() {
        table.row(List.of("L0, 64", "23,400"));
        table.row(List.of("G", "1"));

        assertThat(table.markdown()).isEqualTo("""
                | who    |  req/s |
                |--------|-------:|
                | L0, 64 | 23,400 |
                | G      |      1 |
                """);
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> table.row(List.of("x"))).isInstanceOf(IllegalArgumentException.class);
    }
}
