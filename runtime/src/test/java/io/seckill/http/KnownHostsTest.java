package io.seckill.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownHostsTest {
    private static final String LOCAL = "10.1.2.3";

    private final KnownHosts hosts = new KnownHosts(List.of("0.0.0.0", "shop.example", "192.0.2.7"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "127.0.0.1",
                "127.1.2.3",
                "::1",
                "[::1]",
                "::ffff:127.0.0.1",
                LOCAL,
                "::ffff:10.1.2.3",
                "shop.example",
                "Shop.Example",
                "192.0.2.7"
            })
    void knowsLoopbackTheAddressThatWasReachedAndWhatIsConfigured(String host) {
        assertThat(hosts.has(host, () -> LOCAL)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "shop.example.evil.example",
                "169.254.169.254",
                "10.1.2.4",
                "0.0.0.0",
                "::",
                "2130706433",
                "",
                "*"
            })
    void knowsNoOther(String host) {
        assertThat(hosts.has(host, () -> LOCAL)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "Shop.Example", "127.1.2.3", "evil.example"})
    void theAddressThatWasReachedIsAskedForOnlyWhereItTells(String host) {
        hosts.has(host, () -> {
            throw new AssertionError("asked for");
        });
    }

    @Test
    void aStarMeansAnyHost() {
        assertThat(new KnownHosts(List.of(KnownHosts.ANY)).has("evil.example", () -> LOCAL))
                .isTrue();
    }

    @Test
    void anIpv6AddressIsKnownHoweverItIsWritten() {
        assertThat(hosts.has("[FD00:0:0::12]", () -> "fd00::12")).isTrue();
    }
}
