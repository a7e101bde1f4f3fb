package io.seckill.proof.field;

import io.seckill.testkit.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Ways to see that a process serves. */
final class Readiness {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWERS_WITHIN).build();

    /** Whether somebody accepts connections at {@code port}. */
    BooleanSupplier listens(int port) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) ANSWERS_WITHIN.toMillis());
                return true;
            } catch (IOException refused) {
                return false;
            }
        };
    }

    /** Whether the process whose management is at {@code port} says that it is ready. */
    BooleanSupplier answers(int port) {
        HttpRequest get = HttpRequest.newBuilder(URI.create("http://" + TestPorts.HOST + ":" + port + "/health/ready"))
                .timeout(ANSWERS_WITHIN)
                .build();
        return () -> {
            try {
                return http.send(get, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException away) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        };
    }
}
