package io.seckill.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that sends just the bytes that it is told, and reads only when asked. */
final class RawClient implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int WINDOW = 8;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** Connects to {@code port}, under {@code tls} by whatever certificate to speak {@code protocol}. */
    RawClient(int port, boolean tls, String protocol) {
        Socket plain = new Socket();
        try {
            // Small, so that a client that does not read is felt soon.
            plain.setReceiveBufferSize(4 << 10);
            plain.setSoTimeout(PATIENCE_MILLIS);
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket = tls ? overTls(plain, protocol) : plain;
            in = socket.getInputStream();
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Socket overTls(Socket plain, String protocol) throws IOException, GeneralSecurityException {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** Under TLS, does now what the first byte would do. */
    void shakeHands() {
        if (socket instanceof SSLSocket tls) {
            try {
                tls.startHandshake();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Begins HTTP/2, and lets the server send {@code window} bytes on each stream. */
    void beginHttp2(int window) {
        send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        frame(SETTINGS, 0, 0, new byte[] {
            0, 4, (byte) (window >> 24), (byte) (window >> 16), (byte) (window >> 8), (byte) window
        });
    }

    void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void frame(int type, int flags, int stream, byte[] payload) {
        send(frameBytes(type, flags, stream, payload));
    }

    static byte[] frameBytes(int type, int flags, int stream, byte[] payload) {
        ByteBuf bytes = Unpooled.buffer()
                .writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
        byte[] all = new byte[bytes.readableBytes()];
        bytes.readBytes(all);
        return all;
    }

    /** The head of a request in literal fields, no Huffman codes (RFC 7541, 6.2.2). */
    static byte[] head(String method, String path) {
        ByteBuf bytes = Unpooled.buffer();
        List<String> fields = new ArrayList<>(List.of(":method", method, ":path", path, ":scheme", "http"));
        fields.addAll(List.of(":authority", "localhost"));
        for (int i = 0; i < fields.size(); i += 2) {
            bytes.writeByte(0);
            for (String text : fields.subList(i, i + 2)) {
                bytes.writeByte(text.length()).writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            }
        }
        byte[] all = new byte[bytes.readableBytes()];
        bytes.readBytes(all);
        return all;
    }

    /** The next frame of {@code type}; fails where the connection ends before. */
    Frame next(int type) {
        try {
            while (true) {
                Frame frame = read();
                if (frame.type() == type) {
                    return frame;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Frame read() throws IOException {
        byte[] head = in.readNBytes(9);
        if (head.length < 9) {
            throw new EOFException();
        }
        ByteBuf header = Unpooled.wrappedBuffer(head);
        int length = header.readUnsignedMedium();
        return new Frame(
                header.readByte(), header.readByte(), header.readInt(), Unpooled.wrappedBuffer(in.readNBytes(length)));
    }

    record Frame(int type, int flags, int stream, ByteBuf payload) {
        String text() {
            return payload.toString(StandardCharsets.US_ASCII);
        }
    }

    /** All that comes until the other side ends the connection, in good order or by a reset. */
    String readToEnd() {
        StringBuilder text = new StringBuilder();
        try {
            for (int value = in.read(); value >= 0; value = in.read()) {
                text.append((char) value);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after " + text, e);
        } catch (IOException e) {
            text.append("<reset>");
        }
        return text.toString();
    }

    /** Reads up to the end of {@code text}. */
    void readTo(String text) {
        StringBuilder read = new StringBuilder();
        try {
            while (!read.toString().endsWith(text)) {
                int value = in.read();
                if (value < 0) {
                    throw new AssertionError("ended after " + read);
                }
                read.append((char) value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after " + read, e);
        }
    }

    @Override
    public void close() {
        try {
            if (!socket.isClosed()) { // TLS closes it by itself where the handshake has failed
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
