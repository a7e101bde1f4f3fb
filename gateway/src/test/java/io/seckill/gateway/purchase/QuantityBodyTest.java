package io.seckill.gateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.gateway.respond.RefusedException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityBodyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|1",
                "{}|1",
                "{\"quantity\":1}|1",
                "{ \"quantity\" : 10 }|10",
                "{\"quantity\":1.0}|1",
                "{\"quantity\":1e1}|10"
            })
    void readsTheQuantity(String body, int quantity) {
        assertThat(QuantityBody.parse(Buffer.buffer(body), 10)).isEqualTo(quantity);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"quantity\":0}",
                "{\"quantity\":11}",
                "{\"quantity\":-1}",
                "{\"quantity\":1.5}",
                "{\"quantity\":1e999999999}",
                "{\"quantity\":1e-999999999}",
                "{\"quantity\":{}}",
                "{\"quantity\":true}",
                "{\"quantity\":\"1\"}",
                "{\"quantity\":null}",
                "{\"quantity\":99999999999}",
                "{\"quantity\":1,\"quantity\":2}",
                "{\"amount\":1}",
                "{\"quantity\":1",
                "{\"quantity\":1} {}",
                "[]",
                "1",
                "buy"
            })
    void refusesEverythingElse(String body) {
        assertThatThrownBy(() -> QuantityBody.parse(Buffer.buffer(body), 10)).isInstanceOf(RefusedException.class);
    }
}
