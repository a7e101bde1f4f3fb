package io.seckill.standalone;

import io.seckill.backend.BackendSettings;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.net.FreePorts;
import io.seckill.settings.Settings;
import io.seckill.standalone.broker.BrokerSettings;
import java.util.function.UnaryOperator;

/**
 * Broker, gateway and backend, each with the settings that it would have as a process of its own, but for five defaults:
 * gateway and backend use the embedded broker; the gateway listens on loopback, for here nobody has to say who they are; it
 * takes fewer connections, for which the files of most machines suffice; it stops at once, for no load balancer has to
 * notice; and nothing warms up, for somebody waits to see the demo.
 *
 * @param effective all of it, for printing
 * @param broker the section {@code broker}, its port certain
 * @param gateway the section {@code gateway}
 * @param backend the section {@code backend}
 */
record StandaloneSettings(Settings effective, BrokerSettings broker, GatewaySettings gateway, BackendSettings backend) {

    /**
     * Reads the settings.
     *
     * @param layers lays what a person has set over the defaults
     * @param free gives the broker's port where it is left open
     */
    static StandaloneSettings read(UnaryOperator<Settings> layers, FreePorts free) {
        Settings shipped = Settings.defaults(
                        StandaloneSettings.class.getClassLoader(), "standalone.yaml", "gateway.yaml", "backend.yaml")
                .withOverride("gateway.http.host=127.0.0.1")
                .withOverride("gateway.http.maxConnections=10000")
                .withOverride("gateway.drain.delay=0s")
                .withOverride("gateway.warmUp=0s")
                .withOverride("backend.warmUp=0s");
        BrokerSettings broker = broker(layers.apply(shipped)).withCertainPort(free);
        Settings effective = layers.apply(shipped.withOverride("kafka.bootstrapServers=" + broker.address()));
        return new StandaloneSettings(
                effective,
                broker,
                effective.section("gateway", GatewaySettings.class),
                effective.section("backend", BackendSettings.class));
    }

    /** The defaults of a process that is the broker alone. */
    static Settings brokerDefaults() {
        return Settings.defaults(StandaloneSettings.class.getClassLoader(), "standalone.yaml");
    }

    /** The section {@code broker} of {@code settings}. */
    static BrokerSettings broker(Settings settings) {
        return settings.section("broker", BrokerSettings.class);
    }
}
