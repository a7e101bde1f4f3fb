package io.seckill.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdminAuthorizerTest {
    @ParameterizedTest
    @MethodSource("addresses")
    void loopbackIsToldFromOtherAddresses(String address, boolean loopback) {
        assertThat(AdminAuthorizer.isLoopback(address)).isEqualTo(loopback);
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                Arguments.of("127.0.0.1", true),
                Arguments.of("127.8.9.1", true),
                Arguments.of("::1", true),
                Arguments.of("0:0:0:0:0:0:0:1", true),
                Arguments.of("::ffff:127.0.0.1", true),
                Arguments.of("10.0.0.1", false),
                Arguments.of("::ffff:10.0.0.1", false),
                Arguments.of("fe80::1", false),
                Arguments.of(null, false));
    }
}
