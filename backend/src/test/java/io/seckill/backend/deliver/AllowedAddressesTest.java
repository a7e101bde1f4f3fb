package io.seckill.backend.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedAddressesTest {
    private final AllowedAddresses allowed = AllowedAddresses.of(
            List.of("127.0.0.0/8", "10.1.2.0/23", "192.168.7.9", "::1", "fd00::/9", "Gateway-1.shop.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.255",
                "10.1.2.0",
                "10.1.3.255",
                "192.168.7.9",
                "::1",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1",
                "fd00::1",
                "fd7f:ffff::1",
                "gateway-1.shop.example",
                "GATEWAY-1.SHOP.EXAMPLE"
            })
    void allowsWhatIsInARangeOrListedByName(String host) {
        assertThat(allowed.dialable(host)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "128.0.0.1",
                "10.1.4.0",
                "10.1.1.255",
                "192.168.7.8",
                "0.0.0.0",
                "::",
                "::2",
                "fd80::1",
                "::ffff:8.8.8.8",
                "169.254.169.254",
                "localhost",
                "gateway-2.shop.example",
                "shop.example",
                "gateway-1.shop.example.evil.example",
                "2130706433",
                "0x7f000001",
                "127.1",
                "127.0.0.1 ",
                ""
            })
    void refusesEverythingElse(String host) {
        assertThat(allowed.dialable(host)).isEmpty();
    }

    @Test
    void whatIsDialledIsWhatWasJudgedHoweverItIsWritten() {
        assertThat(allowed.dialable("::ffff:127.0.0.1")).contains("127.0.0.1");
        assertThat(allowed.dialable("::127.0.0.1")).contains("127.0.0.1");
        assertThat(allowed.dialable("FD00:0::0001")).contains("fd00::1");
        assertThat(allowed.dialable("Gateway-1.Shop.Example")).contains("gateway-1.shop.example");
    }

    @Test
    void anEmptyListAllowsNothing() {
        assertThat(AllowedAddresses.of(List.of()).dialable("127.0.0.1")).isEmpty();
    }

    @Test
    void aRangeOfLengthZeroIsEverythingOfItsFamily() {
        AllowedAddresses all = AllowedAddresses.of(List.of("0.0.0.0/0"));

        assertThat(all.dialable("8.8.8.8")).isPresent();
        assertThat(all.dialable("::1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.0/33", "::1/129", "10.0.0.0/", "10.0.0.0/-1", "host/8", "a b", "10.0.0", "", "*"})
    void refusesAnEntryThatIsNeitherRangeAddressNorName(String entry) {
        assertThatThrownBy(() -> AllowedAddresses.of(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowedAddresses");
    }
}
