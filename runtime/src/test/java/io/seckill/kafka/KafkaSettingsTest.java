package io.seckill.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
    @Test
    void whatIsNotSetIsShort() {
        assertTimeouts(Map.of(), "5000", "10000");
    }

    @Test
    void anOperatorsLongRequestTimeoutMakesCallsAsLong() {
        assertTimeouts(Map.of("request.timeout.ms", "30000"), "30000", "30000");
        assertTimeouts(Map.of("request.timeout.ms", "7000"), "7000", "10000");
    }

    @Test
    void anOperatorsShortCallsMakeRequestsAsShort() {
        assertTimeouts(Map.of("default.api.timeout.ms", "3000"), "3000", "3000");
        assertTimeouts(Map.of("request.timeout.ms", "20000", "default.api.timeout.ms", "60000"), "20000", "60000");
    }

    private static void assertTimeouts(Map<String, String> set, String request, String api) {
        Map<String, Object> asking = new KafkaSettings("127.0.0.1:1", set, "group").asking(Map.of());

        assertThat(asking.get("request.timeout.ms")).hasToString(request);
        assertThat(asking.get("default.api.timeout.ms")).hasToString(api);
        Admin.create(asking).close(Duration.ZERO); // which refuses a call that is shorter than a request
    }
}
