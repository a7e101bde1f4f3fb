package io.seckill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.settings.Settings;
import io.seckill.testkit.TestPorts;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StandaloneSettingsTest {
    @Test
    void gatewayAndBackendUseTheEmbeddedBroker() {
        StandaloneSettings settings = read(layers -> layers.withOverride("broker.port=19092"));
        assertThat(settings.gateway().kafka().bootstrapServers()).isEqualTo("127.0.0.1:19092");
        assertThat(settings.backend().kafka().bootstrapServers()).isEqualTo("127.0.0.1:19092");
    }

    @Test
    void aPortLeftOpenIsChosenBeforeAnybodyNeedsIt() {
        StandaloneSettings settings = read(layers -> layers.withOverride("broker.port=0"));
        assertThat(settings.broker().port()).isNotZero();
        assertThat(settings.gateway().kafka().bootstrapServers())
                .isEqualTo(settings.broker().address());
    }

    @Test
    void anotherClusterCanBeNamed() {
        StandaloneSettings settings = read(layers -> layers.withOverride("kafka.bootstrapServers=elsewhere:9092"));
        assertThat(settings.backend().kafka().bootstrapServers()).isEqualTo("elsewhere:9092");
        assertThat(settings.gateway().kafka().bootstrapServers()).isEqualTo("elsewhere:9092");
    }

    @Test
    void buyersAreServedOnLoopbackUnlessSomebodySaysOtherwise() {
        assertThat(read(layers -> layers).gateway().http().host()).isEqualTo("127.0.0.1");
        assertThat(read(layers -> layers.withOverride("gateway.http.host=0.0.0.0"))
                        .gateway()
                        .http()
                        .host())
                .isEqualTo("0.0.0.0");
    }

    @Test
    void theEffectiveSettingsAreThoseInUse() {
        StandaloneSettings settings = read(layers -> layers.withOverride("broker.port=19092"));
        assertThat(settings.effective().print())
                .contains("bootstrapServers: 127.0.0.1:19092")
                .contains("port: 19092");
    }

    private static StandaloneSettings read(UnaryOperator<Settings> layers) {
        return StandaloneSettings.read(layers, TestPorts.FREE);
    }
}
