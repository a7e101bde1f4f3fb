package io.seckill.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.settings.Cli;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BackendMainTest {
    private String printed = "";

    @Test
    void aBadOptionIsOneLineAndExitCodeTwo() {
        assertThat(run("--nonsense")).isEqualTo(2);
        assertThat(printed).containsOnlyOnce("\n").contains("--nonsense");
    }

    @Test
    void aBadSettingIsOneLineAndExitCodeTwo() {
        assertThat(run("--set", "backend.management.port=70000")).isEqualTo(2);
        assertThat(printed).containsOnlyOnce("\n").contains("backend.management");
    }

    @Test
    void aLedgerKeyedByUserIsOneLineAndExitCodeTwo() {
        assertThat(run("--set", "topics.orderingKey=user")).isEqualTo(2);
        assertThat(printed).containsOnlyOnce("\n").contains("topics.orderingKey must be item");
    }

    @Test
    void aTakenPortIsOneLineAndExitCodeTwo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("--set", "backend.management.port=" + taken.getLocalPort()))
                    .isEqualTo(2);
        }
        assertThat(printed).contains("backend.management").contains("cannot listen");
    }

    @Test
    void aClusterAddressThatIsNoneIsOneLineAndExitCodeTwo() {
        assertThat(run(
                        "--set", "kafka.bootstrapServers=no-port",
                        "--set", "backend.management.port=0"))
                .isEqualTo(2);
        assertThat(printed).contains("kafka");
    }

    @Test
    void printConfigShowsTheEffectiveSettingsAndHidesSecrets() {
        int code = run(
                "--print-config",
                "--set",
                "backend.delivery.maxGateways=7",
                "--set",
                "kafka.properties={\"sasl.jaas.config\": hush}");

        assertThat(code).isZero();
        assertThat(printed).contains("maxGateways: 7").contains("********").doesNotContain("hush");
    }

    @Test
    void helpAndVersionEndWell() {
        assertThat(run("--help")).isZero();
        assertThat(printed).contains("--config").contains("--print-config");
        assertThat(run("--version")).isZero();
        assertThat(printed).contains("seckill");
    }

    /** Runs the command as {@code main} would and keeps what it printed. */
    private int run(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            return Cli.run(new BackendMain(), args);
        } finally {
            System.setOut(out);
            System.setErr(err);
            printed = bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
