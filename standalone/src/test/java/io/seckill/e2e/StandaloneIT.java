package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Caller;
import io.seckill.e2e.cluster.ClassArchives;
import io.seckill.e2e.cluster.CurlLine;
import io.seckill.e2e.cluster.Now;
import io.seckill.testkit.ChildProcess;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fat jar that a newcomer starts, as a process, by its launcher. */
class StandaloneIT {
    private static final Pattern READY = Pattern.compile("ready in (\\d+\\.\\d) s");
    private static final Pattern DATA = Pattern.compile("data +(\\S+?),? ");

    @AutoClose
    private final Caller caller = new Caller();

    private final String name;

    StandaloneIT(TestInfo test) {
        this.name = "standalone-" + test.getTestMethod().orElseThrow().getName();
    }

    @Test
    void thePrintedLinesBuyOneAndAreRefusedAnother() {
        try (ChildProcess standalone = start()) {
            standalone.awaitOutput("Ctrl-C");
            Matcher ready = READY.matcher(standalone.output());
            assertThat(ready.find()).isTrue();
            System.out.println("standalone was " + ready.group());

            List<CurlLine> lines = CurlLine.in(standalone.output());
            List<Answer> answers =
                    lines.stream().map(line -> Now.get(line.run(caller))).toList();

            assertThat(answers).extracting(Answer::outcome).containsExactly("201", "409 LIMIT_REACHED", "200");
            assertThat(answers.get(1).orderId()).isEqualTo(answers.get(0).orderId());
            assertThat(answers.get(2).json().getInteger("stock")).isEqualTo(100);
        }
    }

    @Test
    void theWalkThroughOfTheReadmeHoldsPaysAndRestocks() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "there is no curl here");
        try (ChildProcess standalone = start()) {
            standalone.awaitOutput("Ctrl-C");
            int buyers = port(standalone, "web page +http://127.0.0.1:(\\d+)/");
            int operators = port(standalone, "metrics +http://127.0.0.1:(\\d+)/metrics");
            JsonObject watch =
                    Now.get(send(buyers, "GET", "/v1/items/demo-watch", "")).json();
            assertThat(watch.getInteger("holdSeconds")).isEqualTo(60);
            Instant opens = Instant.parse(watch.getString("opensAt"));
            assertThat(opens)
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(30));
            // What takes a reader half a minute.
            String now = watch.put("opensAt", Instant.now().toString()).encode();
            Now.get(send(operators, "PUT", "/v1/admin/items/demo-watch", definition(now)));
            await("the sale open")
                    .until(() -> Now.get(send(buyers, "GET", "/v1/items/demo-watch", ""))
                            .json()
                            .getString("state")
                            .equals("OPEN"));

            String output = bash(walkThrough()
                    .replace("127.0.0.1:8080", "127.0.0.1:" + buyers)
                    .replace("127.0.0.1:8081", "127.0.0.1:" + operators));

            assertThat(output)
                    .containsSubsequence(
                            "200 OK", "CONFIRMED", "409", "ALREADY_CONFIRMED", "200 OK", "\"remaining\":19");
        }
    }

    /** The commands beneath the README's heading on payment. */
    private static String walkThrough() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String section = readme.substring(readme.indexOf("## Pay, or give back"), readme.indexOf("## Run the parts"));
        return section.lines().filter(line -> line.startsWith("    ")).collect(Collectors.joining("\n"));
    }

    private static String bash(String commands) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-c", commands)
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
        return output;
    }

    private static String definition(String item) {
        JsonObject json = new JsonObject(item);
        List.of("id", "remaining", "state").forEach(json::remove);
        return json.encode();
    }

    private static int port(ChildProcess standalone, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(standalone.output());
        assertThat(matcher.find()).as(standalone.output()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private Future<Answer> send(int port, String method, String path, String body) {
        return caller.send(port, HttpMethod.valueOf(method), path, Map.of(), Buffer.buffer(body));
    }

    @Test
    void sigtermStopsGatewayThenBackendThenBrokerAndLeavesNoData() {
        try (ChildProcess standalone = start()) {
            standalone.awaitOutput("Ctrl-C");
            Matcher data = DATA.matcher(standalone.output());
            assertThat(data.find()).isTrue();
            assertThat(Path.of(data.group(1))).isDirectory();

            standalone.terminate();

            assertThat(standalone.awaitExit()).isEqualTo(128 + 15);
            assertThat(standalone.output())
                    .containsSubsequence("stopped the gateway", "stopped the backend", "stopped the broker")
                    .doesNotContain("ERROR");
            assertThat(Path.of(data.group(1))).doesNotExist();
        }
    }

    @Test
    void keptDataKeepTheOrders(@TempDir Path folder) {
        List<String> options =
                new ArrayList<>(List.of("--data-dir", folder.resolve("kept").toString()));
        CurlLine buy;
        try (ChildProcess first = start(options)) {
            first.awaitOutput("Ctrl-C");
            buy = CurlLine.in(first.output()).get(0);
            assertThat(Now.get(buy.run(caller)).outcome()).isEqualTo("201");
            first.terminate();
            first.awaitExit();
        }
        options.addAll(List.of("--set", "gateway.http.port=" + buy.url().getPort()));
        try (ChildProcess second = start(options)) {
            second.awaitOutput("Ctrl-C");
            assertThat(Now.get(buy.run(caller)).outcome()).isEqualTo("409 LIMIT_REACHED");
            assertThat(Now.get(CurlLine.in(second.output()).get(0).run(caller)).outcome())
                    .isEqualTo("201");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker.port", "gateway.http.port", "backend.management.port"})
    void aTakenPortIsOneLineAndExitCode2(String setting) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProcess standalone = start("--set", setting + "=" + taken.getLocalPort())) {
            assertThat(standalone.awaitExit()).isEqualTo(2);
            assertRefusedInOneLine(standalone, Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneLineAndExitCode2(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (ChildProcess standalone = start("--data-dir", file.resolve("data").toString())) {
            assertThat(standalone.awaitExit()).isEqualTo(2);
            assertRefusedInOneLine(standalone, file.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--colour", "--only=gateway", "--set=broker.colour=red", "--set=gateway.http.port=http"})
    void aBadOptionIsOneLineAndExitCode2(String option) {
        try (ChildProcess standalone = start(option)) {
            assertThat(standalone.awaitExit()).isEqualTo(2);
            assertRefusedInOneLine(standalone, "");
        }
    }

    @Test
    void theSettingsCanBeSeen() {
        try (ChildProcess standalone = start("--print-config", "--set=gateway.purchase.defaultWait=700ms")) {
            assertThat(standalone.awaitExit()).isZero();
            assertThat(standalone.output()).contains("broker:", "gateway:", "backend:", "defaultWait: 700ms");
        }
    }

    private static void assertRefusedInOneLine(ChildProcess standalone, String what) {
        List<String> refusals = standalone
                .output()
                .lines()
                .filter(line -> line.startsWith("seckill-standalone: "))
                .toList();
        assertThat(refusals).hasSize(1);
        assertThat(refusals.get(0)).contains(what).contains("--help");
        assertThat(standalone.output()).doesNotContain("\tat ");
    }

    /** Starts it on free ports; {@code arguments} come last and win. */
    private ChildProcess start(String... arguments) {
        return start(List.of(arguments));
    }

    private ChildProcess start(List<String> arguments) {
        List<String> flags = new ArrayList<>(ClassArchives.shortLived("broker"));
        flags.add("-Xmx512m");
        List<String> all = new ArrayList<>();
        for (String port : List.of(
                "broker.port",
                "gateway.http.port",
                "gateway.management.port",
                "gateway.callback.port",
                "backend.management.port")) {
            all.addAll(List.of("--set", port + "=0"));
        }
        all.addAll(arguments);
        return ChildProcess.launcher(name, "standalone", flags, all);
    }
}
