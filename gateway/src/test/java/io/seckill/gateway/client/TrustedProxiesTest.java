package io.seckill.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.gateway.client.TrustedProxies.Client;
import io.seckill.net.Networks;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
    private static final String PROXY = "10.0.0.1";

    private final TrustedProxies proxies =
            new TrustedProxies(Networks.of("trustedProxies", List.of("10.0.0.0/8", "fd00::/8")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9                        | 203.0.113.9",
                "203.0.113.9:4711                   | 203.0.113.9",
                "2001:db8::9                        | 2001:db8:0:0:0:0:0:9",
                "[2001:db8::9]                      | 2001:db8:0:0:0:0:0:9",
                "[2001:db8::9]:4711                 | 2001:db8:0:0:0:0:0:9",
                "::ffff:203.0.113.9                 | 203.0.113.9",
                "203.0.113.9, 10.0.0.2              | 203.0.113.9",
                "203.0.113.9,fd00::2 , 10.0.0.2     | 203.0.113.9",
                "127.0.0.1, 203.0.113.9             | 203.0.113.9",
                "10.0.0.3, 203.0.113.9, 10.0.0.2    | 203.0.113.9",
                "10.0.0.3, 10.0.0.2                 | 10.0.0.3",
                "203.0.113.9, unknown               | 10.0.0.1",
                "203.0.113.9, garbage[, 10.0.0.2    | 10.0.0.2",
                "'\"203.0.113.9'                    | 10.0.0.1",
                "''                                 | 10.0.0.1",
            })
    void theLastAddressThatIsNoProxysIsTheClients(String forwardedFor, String client) {
        assertThat(behind(PROXY, MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-For", forwardedFor)))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=203.0.113.9                                       | 203.0.113.9",
                "For=\"203.0.113.9:4711\";Proto=https;by=10.0.0.1      | 203.0.113.9",
                "for=\"[2001:db8::9]:4711\"                            | 2001:db8:0:0:0:0:0:9",
                "for=127.0.0.1, for=203.0.113.9;by=\"x,for=1.2.3.4\"   | 203.0.113.9",
                "for=203.0.113.9, for=10.0.0.2                         | 203.0.113.9",
                "for=203.0.113.9, for=_hidden                          | 10.0.0.1",
                "proto=https                                           | 10.0.0.1",
            })
    void soItIsWithTheStandardsHeader(String forwarded, String client) {
        assertThat(behind(PROXY, MultiMap.caseInsensitiveMultiMap().add("Forwarded", forwarded)))
                .isEqualTo(client);
    }

    @Test
    void nobodyElseIsBelieved() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("X-Forwarded-For", "127.0.0.1")
                .add("X-Forwarded-Proto", "https");

        assertThat(proxies.clientBehind(client("203.0.113.9"), headers)).isEqualTo(client("203.0.113.9"));
    }

    @Test
    void aHeaderThatTheProxyDoesNotWriteDoesNotCountBesideTheOneThatItDoes() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Forwarded", "for=127.0.0.1")
                .add("X-Forwarded-For", "203.0.113.9");

        assertThat(behind(PROXY, headers)).isEqualTo("203.0.113.9");
    }

    @Test
    void severalFieldsAreOneList() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("X-Forwarded-For", "127.0.0.1")
                .add("X-Forwarded-For", "203.0.113.9");

        assertThat(behind(PROXY, headers)).isEqualTo("203.0.113.9");
    }

    @Test
    void theSchemeIsTheOneThatTheProxyWasAskedBy() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("X-Forwarded-For", "203.0.113.9")
                .add("X-Forwarded-Proto", "https");
        MultiMap standard = MultiMap.caseInsensitiveMultiMap().add("Forwarded", "for=203.0.113.9;proto=https");
        MultiMap odd = MultiMap.caseInsensitiveMultiMap()
                .add("X-Forwarded-For", "203.0.113.9")
                .add("X-Forwarded-Proto", "gopher");

        assertThat(proxies.clientBehind(client(PROXY), headers).scheme()).isEqualTo("https");
        assertThat(proxies.clientBehind(client(PROXY), standard).scheme()).isEqualTo("https");
        assertThat(proxies.clientBehind(client(PROXY), odd).scheme()).isEqualTo("http");
    }

    private String behind(String proxy, MultiMap headers) {
        return String.valueOf(proxies.clientBehind(client(proxy), headers).address())
                .replaceFirst(".*/", "");
    }

    private static Client client(String address) {
        return new Client(Networks.address(address), "http");
    }
}
