package io.seckill.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.settings.Settings;
import io.seckill.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewaySettingsTest {
    private final Settings defaults = Settings.defaults(getClass().getClassLoader(), "gateway.yaml");

    @Test
    void defaultsAreValid() {
        GatewaySettings settings = defaults.section("gateway", GatewaySettings.class);

        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.purchase().defaultWait()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void environmentReachesEverySetting() {
        GatewaySettings settings = defaults.withEnvironment(
                        Map.of(
                                "SECKILL_GATEWAY_PURCHASE_MAX_QUANTITY",
                                "7",
                                "SECKILL_BACKEND_X",
                                "not mine",
                                "PATH",
                                ""),
                        note -> {})
                .section("gateway", GatewaySettings.class);

        assertThat(settings.purchase().maxQuantity()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateway.http.port=65536",
                "gateway.http.host=",
                "gateway.http.loops=65",
                "gateway.http.maxConnections=0",
                "gateway.http.idleTimeout=10s",
                "gateway.http.maxHeaderBytes=1",
                "gateway.http.maxStreams=0",
                "gateway.http.trustedProxies=[proxy.example]",
                "gateway.http.trustedProxies=[10.0.0.0/33]",
                "gateway.http.allowedOrigins=[\"*\"]",
                "gateway.http.allowedOrigins=[\"null\"]",
                "gateway.http.allowedOrigins=[shop.example]",
                "gateway.http.allowedOrigins=[\"https://shop.example/\"]",
                "gateway.http.allowedOrigins=[\"https://Shop.example\"]",
                "gateway.http.accessLog=yes",
                "gateway.identity.mode=magic",
                "gateway.identity.mode=jwt",
                "gateway.identity.algorithms=[]",
                "gateway.identity.algorithms=[none]",
                "gateway.identity.algorithms=[RS256, HS256]",
                "gateway.identity.adminScope=two words",
                "gateway.callback.host=",
                "gateway.callback.host=0.0.0.0",
                "gateway.callback.host=::",
                "gateway.callback.host=[::1]",
                "gateway.callback.advertised=nowhere",
                "gateway.callback.advertised=gw:0",
                "gateway.callback.advertised=gw:99999",
                "gateway.callback.advertised=fd00::12:9090",
                "gateway.callback.advertised=[zz]:1",
                "gateway.callback.advertised=0.0.0.0:9090",
                "gateway.callback.advertised=[::]:9090",
                "gateway.callback.advertised=[::ffff:0.0.0.0]:9090",
                "gateway.callback.advertised=127.0.0.1%00.evil:80",
                "gateway.callback.tls.key=only.pem",
                "kafka.bootstrapServers=",
                "topics.queues=0",
                "topics.prefix=a b",
                "topics.minInsyncReplicas=2",
                "topics.partitioner=random",
                "topics.orderingKey=color",
                "gateway.publish.deliveryTimeout=1ms",
                "gateway.purchase.defaultWait=31s",
                "gateway.purchase.maxWait=2m",
                "gateway.purchase.timeToLive=29s",
                "gateway.purchase.maxQuantity=0",
                "gateway.purchase.maxQuantity=lots",
                "gateway.orders.confirmBy=anybody",
                "gateway.pending.maxPerLoop=0",
                "gateway.drain.timeout=1d",
                "gateway.drain.delay=6m",
                "log.format=xml",
                "log.level=loud"
            })
    void valueOutOfBoundsIsRefusedByName(String setting) {
        String path = setting.substring(0, setting.indexOf('='));
        String last = path.substring(path.lastIndexOf('.') + 1);

        assertThatThrownBy(() -> defaults.withOverride(setting).section("gateway", GatewaySettings.class))
                .isInstanceOf(SettingsException.class)
                .hasMessageMatching("(?s)(--set: )?(gateway|kafka|topics|log).*(" + last + "|together|issuer).*")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '', 127.0.0.1:9091",
        "::1, '', '[::1]:9091'",
        "gw-1.shop.svc, '', gw-1.shop.svc:9091",
        "0.0.0.0, gw-1:9090, gw-1:9090",
        "::, '[fd00::12]:9090', '[fd00::12]:9090'"
    })
    void backendsAreToldAnAddressThatTheyCanDial(String host, String advertised, String replyTo) {
        GatewaySettings settings = defaults.withOverride("gateway.callback.host=" + host)
                .withOverride("gateway.callback.advertised=" + advertised)
                .section("gateway", GatewaySettings.class);

        assertThat(settings.callback().replyTo(9091)).isEqualTo(replyTo);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway.http.prot=1", "gatway.http.port=1", "gateway.http=1"})
    void unknownSettingIsRefused(String setting) {
        assertThatThrownBy(() -> defaults.withOverride(setting)).isInstanceOf(SettingsException.class);
    }

    @Test
    void unknownVariableOfThisProcessIsRefused() {
        assertThatThrownBy(() -> defaults.withEnvironment(Map.of("SECKILL_GATEWAY_HTTP_PROT", "1"), note -> {}))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("SECKILL_GATEWAY_HTTP_PROT");
    }

    @Test
    void secretsAreMaskedWhenPrinted() {
        String printed = defaults.withOverride("kafka.properties={sasl.jaas.config: hush, security.protocol: SSL}")
                .print();

        assertThat(printed)
                .contains("security.protocol: SSL")
                .contains("********")
                .doesNotContain("hush");
    }
}
