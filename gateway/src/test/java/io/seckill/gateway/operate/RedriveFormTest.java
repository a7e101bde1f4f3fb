package io.seckill.gateway.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.deadletter.Selection;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedriveFormTest {
    @Test
    void nothingSaidIsEveryLetter() {
        assertThat(RedriveForm.parse(new JsonObject())).isEqualTo(Selection.ALL);
    }

    @Test
    void allFieldsAreRead() {
        JsonObject json = new JsonObject("{\"queue\":2,\"offset\":5000000000,\"item\":\"lamp\",\"reason\":\"why\"}");

        assertThat(RedriveForm.parse(json))
                .isEqualTo(new Selection(
                        OptionalInt.of(2), OptionalLong.of(5_000_000_000L), Optional.of("lamp"), Optional.of("why")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"offset\":1} | name queue too",
                "{\"queue\":-1} | queue must be a whole number",
                "{\"queue\":1.5} | queue must be a whole number",
                "{\"queue\":2147483648} | queue must be a whole number",
                "{\"queue\":null} | queue must be a whole number",
                "{\"queue\":1,\"offset\":\"1\"} | offset must be a whole number",
                "{\"queue\":1,\"offset\":1e999} | offset must be a whole number",
                "{\"item\":1} | item must be a text",
                "{\"user\":\"ann\"} | the fields are [item, offset, queue, reason]"
            })
    void whatIsWrongIsNamed(String json, String wrong) {
        assertThatThrownBy(() -> RedriveForm.parse(new JsonObject(json)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(wrong);
    }
}
