package io.seckill.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What no HTTP client would send, byte by byte; blocks. */
public final class RawHttp {
    private static final int PATIENCE_MS = 30_000;

    private RawHttp() {}

    /** All that the server at {@code port} answers to {@code request} until it closes the connection. */
    public static String send(int port, String request) {
        try (Socket socket = connect(port, request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends {@code request} and hangs up at once. */
    public static void sendAndGo(int port, String request) {
        try (Socket socket = connect(port, request)) {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect(int port, String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }
}
