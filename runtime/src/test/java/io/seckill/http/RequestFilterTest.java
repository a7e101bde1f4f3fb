package io.seckill.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A real server of two ports: one that believes whoever reaches it, and one that does not. */
@TestInstance(Lifecycle.PER_CLASS)
class RequestFilterTest {
    private final Vertx vertx = Vertx.vertx();
    private int trusting;
    private int proven;

    @BeforeAll
    void listen() {
        trusting = port(RequestFilter.ofHosts(List.of("shop.example")));
        proven = port(RequestFilter.ofAnyHost());
    }

    @AfterAll
    void close() {
        vertx.close().await();
    }

    private int port(RequestFilter filter) {
        Router router = Router.router(vertx);
        Methods.get(router, "/things/:thing").handler(call -> call.response().end("a thing"));
        router.put("/things/:thing").handler(call -> call.response().end("changed"));
        router.put("/things/:thing/more").handler(call -> call.response().end("changed"));
        router.errorHandler(
                405,
                call -> call.response()
                        .putHeader("Allow", Methods.allowed(router, call.normalizedPath()))
                        .setStatusCode(405)
                        .end());
        HttpServer server =
                vertx.createHttpServer().requestHandler(request -> handle(HeadRequest.of(request), filter, router));
        return server.listen(0, "127.0.0.1").await().actualPort();
    }

    private static void handle(HttpServerRequest request, RequestFilter filter, Router router) {
        Objection objection = filter.objection(request);
        if (objection == null) {
            router.handle(request);
        } else {
            request.response().setStatusCode(objection.kind().status()).end(objection.detail());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X-User-Id: a\\r\\nX-User-Id: b,X-User-Id",
        "authorization: a\\r\\nAuthorization: a,Authorization",
        "Idempotency-Key: a\\r\\nIdempotency-Key: b,Idempotency-Key",
        "Content-Type: a/b\\r\\nContent-Type: c/d,Content-Type",
        "Host: 127.0.0.1,Host",
    })
    void aHeaderThatTwoReadersCouldReadInTwoWaysIs400(String twice, String name) {
        String answer = get(proven, "1.1", "Host: x\r\n" + twice.replace("\\r\\n", "\r\n") + "\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains(name);
    }

    @ParameterizedTest
    @CsvSource({"''", "Host: \\r\\n", "Host: a b\\r\\n", "Host: 127.0.0.1%00.evil:80\\r\\n"})
    void aHostThatIsMissingOrCannotBeReadIs400(String host) {
        assertThat(get(proven, "1.1", host.replace("\\r\\n", "\r\n"))).startsWith("HTTP/1.1 400");
    }

    @Test
    void aProbeThatSpeaksHttp10AndNamesNoHostIsServed() {
        assertThat(get(trusting, "1.0", "")).startsWith("HTTP/1.0 200");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:1, 200",
        "127.0.0.1, 200",
        "shop.example, 200",
        "evil.example:8081, 421",
        "169.254.169.254, 421"
    })
    void aHostThatIsNotKnownIs421WhereCallersAreBelieved(String host, int status) {
        assertThat(get(trusting, "1.1", "Host: " + host + "\r\n")).startsWith("HTTP/1.1 " + status);
        assertThat(get(proven, "1.1", "Host: " + host + "\r\n")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @CsvSource({
        "Origin: http://127.0.0.1:3000, 200",
        "Origin: http://shop.example, 200",
        "Sec-Fetch-Site: same-origin, 200",
        "Origin: http://evil.example, 403",
        "Origin: null, 403",
        "Origin: http://shop.example.evil.example, 403",
        "Sec-Fetch-Site: cross-site, 403",
    })
    void aPageOfAnotherSiteMayLookAndNotChange(String header, int status) {
        String head = "Host: localhost\r\nContent-Length: 0\r\n" + header + "\r\n";
        assertThat(send(trusting, "PUT /things/x HTTP/1.1\r\n" + head)).startsWith("HTTP/1.1 " + status);
        assertThat(get(trusting, "1.1", head)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void headIsAnsweredAsGetWithoutTheBody(HttpVersion version) {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
        var answer = client.request(HttpMethod.HEAD, proven, "127.0.0.1", "/things/x")
                .compose(request -> request.send())
                .compose(response -> response.body().map(body -> List.of(response, body)))
                .await();

        var response = (io.vertx.core.http.HttpClientResponse) answer.get(0);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.getHeader("Content-Length")).isEqualTo("7");
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(response.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat((Buffer) answer.get(1)).isEqualTo(Buffer.buffer());
        client.close().await();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"/things/x|GET, HEAD, PUT", "/things/x/|GET, HEAD, PUT", "/things/x/more|PUT"})
    void a405SaysWhichMethodsThereAre(String path, String allowed) {
        assertThat(send(proven, "DELETE " + path + " HTTP/1.1\r\nHost: x\r\n"))
                .startsWith("HTTP/1.1 405")
                .containsIgnoringCase("\r\nallow: " + allowed + "\r\n");
    }

    private static String get(int port, String version, String headers) {
        return send(port, "GET /things/x HTTP/" + version + "\r\n" + headers);
    }

    private static String send(int port, String head) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
