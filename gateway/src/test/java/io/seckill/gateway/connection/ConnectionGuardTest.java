package io.seckill.gateway.connection;

import static io.seckill.gateway.connection.RawClient.DATA;
import static io.seckill.gateway.connection.RawClient.END_HEADERS;
import static io.seckill.gateway.connection.RawClient.END_STREAM;
import static io.seckill.gateway.connection.RawClient.HEADERS;
import static io.seckill.gateway.connection.RawClient.PING;
import static io.seckill.gateway.connection.RawClient.RESET;
import static io.seckill.gateway.connection.RawClient.frameBytes;
import static io.seckill.gateway.connection.RawClient.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.seckill.net.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection may cost, over real sockets in plain text and under TLS, by clients that do not play along. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class ConnectionGuardTest {
    private static final int WIDE = 65_535;
    private static final int NO_ERROR = 0;
    private static final int CANCEL = 8;
    private static final Duration POLL = Duration.ofMillis(1);

    private final GuardedServer server;

    ConnectionGuardTest(boolean tls, @TempDir Path certificates) throws Exception {
        this.server = new GuardedServer(tls ? selfSigned(certificates) : new TlsSettings("", "", ""));
    }

    private static TlsSettings selfSigned(Path folder) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .ecp256()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(folder.resolve("own.crt"), bundle.getCertificatePathPEM());
        Path key = Files.writeString(folder.resolve("own.key"), bundle.getPrivateKeyPEM());
        return new TlsSettings(certificate.toString(), key.toString(), "");
    }

    @AfterEach
    void nothingIsLeft() {
        await("all connections gone").until(() -> server.gate.open() == 0);
        await("nothing held").until(() -> server.held() == 0); // a close comes before its requests end
        server.close();
    }

    @Test
    void connectionsCountFromTheirAcceptanceAndOneTooManyIsNotServed() {
        try (RawClient silent = server.connect();
                RawClient half = server.connect();
                RawClient preface = server.connect("h2")) {
            half.send("GET /");
            preface.send("PRI * HTTP/2.0\r\n\r\n");
            await("all counted").until(() -> server.gate.open() == GuardedServer.MAX_CONNECTIONS);
            try (RawClient tooMany = server.connect("http/1.1")) {
                assertThat(tooMany.readToEnd()).isIn("", "<reset>");
            }
            assertThat(server.gate.open()).isEqualTo(GuardedServer.MAX_CONNECTIONS);
            silent.send("GET /refused HTTP/1.1\r\n\r\n");
            silent.readTo("no");
        }
        assertThat(server.handled).containsExactly("/refused");
    }

    @Test
    void aConnectionThatBringsNoHeadInTimeIsClosed() {
        try (RawClient silent = server.connect();
                RawClient half = server.connect();
                RawClient preface = server.connectHttp2(WIDE)) {
            half.send("GET / HTTP/1.1\r\nHost:");
            await("bytes of the half head").until(() -> server.held() > 0);
            preface.next(RawClient.SETTINGS);

            server.pass(GuardedServer.HEAD);

            assertThat(silent.readToEnd()).isIn("", "<reset>");
            assertThat(half.readToEnd()).startsWith("HTTP/1.1 408").contains("REQUEST_TIMEOUT");
            preface.readToEnd();
        }
    }

    @Test
    void aLaterHeadHasTheSameTimeAndAnIdleConnectionMoreThanThat() {
        try (RawClient client = server.connect()) {
            client.send("GET /refused HTTP/1.1\r\n\r\n");
            client.readTo("no");
            server.pass(GuardedServer.HEAD.multipliedBy(3));
            client.send("GET /refused HTTP/1.1\r\n\r\n");
            client.readTo("no");
            client.send("GET /ref");
            await("a later head begun").until(() -> server.held() > 0);

            server.pass(GuardedServer.HEAD);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void aHeadThatBeginsInTheReadOfAWholeRequestHasTheSameTime() {
        try (RawClient client = server.connect()) {
            client.send("GET /refused HTTP/1.1\r\n\r\nGET /refused HTTP/1.1\r\n");
            client.readTo("no");
            await("the half head").until(() -> server.held() > 0);

            server.pass(GuardedServer.HEAD);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void aHeadBehindARequestThatWaitsCountsAtOnceAndHasItsTimeFromTheAnswer() {
        try (RawClient client = server.connect()) {
            client.send("GET /held HTTP/1.1\r\n\r\nGET /ref");
            await("the half head").until(() -> server.held() > 0);
            server.pass(GuardedServer.HEAD.multipliedBy(3));
            server.answerHeld();
            client.readTo("at last");

            server.pass(GuardedServer.HEAD);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void theAnswerToWhatIsNoRequestReachesAPeerThatIsStillSending() {
        try (RawClient client = server.connect()) {
            client.send("GET /" + "x".repeat(4_000_000));

            assertThat(client.readToEnd()).contains(" 400 ").endsWith("no request");
        }
    }

    @Test
    void aHeadThatComesInPiecesInTimeIsServed() {
        try (RawClient client = server.connect()) {
            client.send("P");
            client.send("OST /buy HTTP/1.1\r\nContent-Le");
            await("the half head").until(() -> server.held() > 0);
            client.send("ngth: 3\r\n\r\na");
            await("the half body").until(() -> server.handled.contains("/buy"));
            client.send("bc");
            client.readTo("got 3");
        }
    }

    @Test
    void aBodyThatTricklesIsAnswered408AndTheConnectionCloses() {
        try (RawClient client = server.connect()) {
            client.send("POST /buy HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
            await("the half body").until(() -> server.held() > 0);
            server.pass(GuardedServer.BODY.dividedBy(2));
            client.send("d");
            server.pass(GuardedServer.BODY.dividedBy(2));

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aStreamWhoseBodyTricklesIsAnswered408AndReset() {
        try (RawClient client = server.connectHttp2(WIDE)) {
            client.frame(HEADERS, END_HEADERS, 1, head("POST", "/buy"));
            client.frame(DATA, 0, 1, new byte[3]);
            await("the half body").until(() -> server.held() > LoopLimits.OVERHEAD);

            server.pass(GuardedServer.BODY);

            assertThat(client.next(HEADERS).stream()).isEqualTo(1);
            assertReset(client, 1, NO_ERROR);
            client.frame(HEADERS, END_HEADERS | END_STREAM, 3, head("POST", "/buy"));
            assertThat(client.next(DATA).text()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 9223372036854775807\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n7d0\r\n"})
    void aBodyThatIsTooLargeClosesTheConnectionAfterTheAnswer(String start) {
        try (RawClient client = server.connect()) {
            client.send("POST /buy HTTP/1.1\r\n" + start + "x".repeat(2_000) + "\r\n0\r\n\r\n");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
        }
        assertThat(server.handled).containsExactly("/buy");
    }

    @Test
    void nothingIsServedBehindAnAnswerThatCloses() {
        try (RawClient client = server.connect()) {
            client.send("POST /buy HTTP/1.1\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(2_000)
                    + "POST /buy HTTP/1.1\r\nContent-Length: 0\r\n\r\n");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 413").doesNotContain("200");
        }
        assertThat(server.handled).containsExactly("/buy");
    }

    @Test
    void aSmallBodyBehindARefusalLeavesTheConnectionOpen() {
        try (RawClient client = server.connect()) {
            client.send("POST /refused HTTP/1.1\r\nContent-Length: 3\r\n\r\n");
            client.readTo("no");
            client.send("abcPOST /buy HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
            client.readTo("got 0");
        }
    }

    @Test
    void whoAsksBeforeSendingTooMuchIsNotToldToGoOn() {
        try (RawClient client = server.connect()) {
            client.send("POST /buy HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2000\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 413");
        }
        try (RawClient client = server.connect()) {
            client.send("POST /buy HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            client.readTo("HTTP/1.1 100 Continue\r\n");
            client.send("ab");
            client.readTo("got 2");
        }
    }

    @Test
    void streamsThatAreTooLargeAreResetAndGiveTheirWindowBack() {
        try (RawClient client = server.connectHttp2(WIDE)) {
            int left = WIDE;
            for (int stream = 1; stream <= 3; stream += 2) {
                client.frame(HEADERS, END_HEADERS, stream, head("POST", "/buy"));
                for (int sent = 0; sent < left && sent < 48_000; sent += 16_000) {
                    client.frame(DATA, 0, stream, new byte[Math.min(16_000, left - sent)]);
                }
                left -= 48_000;
                assertReset(client, stream, NO_ERROR);
            }
            client.frame(HEADERS, END_HEADERS, 5, head("POST", "/buy"));
            client.frame(DATA, END_STREAM, 5, new byte[900]);
            assertThat(client.next(DATA).text()).isEqualTo("got 900");
        }
    }

    @Test
    void pastTheBudgetTheOldestUnreadAnswerEndsAndTheNewestStays() {
        try (RawClient client = server.connectHttp2(0)) {
            for (int stream = 1; stream <= 9; stream += 2) {
                client.frame(HEADERS, END_HEADERS | END_STREAM, stream, head("GET", "/big"));
            }
            assertReset(client, 1, CANCEL);
            assertReset(client, 3, CANCEL);
            assertThat(server.held()).isBetween(3L * GuardedServer.BIG, (long) GuardedServer.BUDGET);
        }
    }

    @Test
    void aWindowThatOpensByALittleDoesNotSaveAnAnswer() {
        try (RawClient client = server.connectHttp2(1)) {
            client.frame(HEADERS, END_HEADERS | END_STREAM, 1, head("GET", "/big"));
            client.next(DATA);

            server.pass(GuardedServer.ANSWER);

            client.readToEnd();
        }
    }

    @Test
    void aConnectionWhoseAnswersStandStillIsClosedAlthoughItPings() {
        try (RawClient client = server.connectHttp2(0)) {
            client.frame(HEADERS, END_HEADERS | END_STREAM, 1, head("GET", "/big"));
            client.next(HEADERS);
            client.frame(PING, 0, 0, new byte[8]);
            client.next(PING);

            server.pass(GuardedServer.ANSWER);

            client.readToEnd();
        }
    }

    @Test
    void aConnectionThatOnlyPingsIsClosed() {
        try (RawClient client = server.connectHttp2(WIDE)) {
            client.frame(HEADERS, END_HEADERS | END_STREAM, 1, head("GET", "/refused"));
            client.next(DATA);
            server.pass(GuardedServer.ANSWER.plusSeconds(1));
            client.frame(PING, 0, 0, new byte[8]);

            client.readToEnd();
        }
    }

    @Test
    void pastTheBudgetTheOldestBodyIsAnswered503() {
        try (RawClient slow = server.connectHttp2(WIDE);
                RawClient other = server.connectHttp2(0)) {
            slow.frame(HEADERS, END_HEADERS, 1, head("POST", "/buy"));
            await("the half body").until(() -> server.held() > 0);
            for (int stream = 1; stream <= 7; stream += 2) {
                other.frame(HEADERS, END_HEADERS | END_STREAM, stream, head("GET", "/big"));
            }

            assertThat(slow.next(DATA).text()).contains("no room");
            assertReset(slow, 1, NO_ERROR);
        }
    }

    @Test
    void anAnswerThatNobodyReadsEndsItsConnection() {
        try (RawClient client = server.connect()) {
            while (server.held() == 0) {
                int before = server.handled.size();
                client.send("GET /big HTTP/1.1\r\n\r\n");
                await("the next answer").pollInterval(POLL).until(() -> server.handled.size() > before);
            }

            server.pass(GuardedServer.ANSWER);

            await("closed").until(() -> server.gate.open() == 0);
        }
    }

    @Test
    void aHalfHeadOfALaterStreamEndsTheConnection() {
        try (RawClient client = server.connectHttp2(WIDE)) {
            client.frame(HEADERS, END_HEADERS | END_STREAM, 1, head("GET", "/refused"));
            client.next(DATA);
            client.frame(HEADERS, END_STREAM, 3, head("GET", "/refused"));
            await("the half head").until(() -> server.held() > 0);

            server.pass(GuardedServer.HEAD);

            client.readToEnd();
        }
        assertThat(server.handled).hasSize(1);
    }

    @Test
    void whoAsksForAnUpgradeIsServedInHttp1() {
        try (RawClient client = server.connect()) {
            String upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__";
            client.send("GET /refused HTTP/1.1\r\n" + upgrade + "\r\n\r\n");
            client.readTo("HTTP/1.1 409 Conflict\r\n");
            client.readTo("no");
        }
    }

    @Test
    void whatComesInOneWriteIsServedAsEver() {
        try (RawClient client = server.connectHttp2(WIDE)) {
            byte[] start = frameBytes(HEADERS, END_HEADERS, 1, head("POST", "/buy"));
            byte[] body = frameBytes(DATA, END_STREAM, 1, new byte[4]);
            byte[] both = Arrays.copyOf(start, start.length + body.length);
            System.arraycopy(body, 0, both, start.length, body.length);
            client.send(both);
            assertThat(client.next(DATA).text()).isEqualTo("got 4");
            await("nothing held").until(() -> server.held() == 0);
            server.pass(Duration.ofMinutes(1));
            client.frame(PING, 0, 0, new byte[8]);
            client.next(PING);
        }
    }

    private static void assertReset(RawClient client, int stream, int code) {
        RawClient.Frame reset = client.next(RESET);
        while (reset.stream() != stream) {
            // What was still on its way to a stream that has ended is answered by one more.
            reset = client.next(RESET);
        }
        assertThat(reset.payload().readInt()).isEqualTo(code);
    }
}
