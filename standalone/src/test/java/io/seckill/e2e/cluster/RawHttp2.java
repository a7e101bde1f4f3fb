package io.seckill.e2e.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes the frames of an HTTP/2 client that keeps to no rule but the format (RFC 9113). */
public final class RawHttp2 {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int INITIAL_WINDOW_SIZE = 4;

    /** A frame's payload. */
    private static final int LARGEST = 16_384;

    private final ByteBuf bytes = Unpooled.buffer();
    private int streams;

    /** A connection whose server may send {@code window} bytes of each answer. */
    public RawHttp2(int window) {
        bytes.writeCharSequence("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII);
        frame(SETTINGS, 0, 0, Unpooled.buffer().writeShort(INITIAL_WINDOW_SIZE).writeInt(window));
    }

    /** One more stream with a whole request. */
    public RawHttp2 get(String path) {
        return head("GET", path, END_HEADERS | END_STREAM);
    }

    /** One more stream with a request whose body goes no further than {@code body}. */
    public RawHttp2 unfinishedPost(String path, byte[] body) {
        head("POST", path, END_HEADERS);
        frame(DATA, 0, 2 * streams - 1, Unpooled.wrappedBuffer(body));
        return this;
    }

    /** One more stream with a whole gRPC call of one message, compressed as {@code encoding} says. */
    public RawHttp2 call(String path, String encoding, byte[] compressed) {
        head(
                "POST",
                path,
                END_HEADERS,
                "te",
                "trailers",
                "content-type",
                "application/grpc",
                "grpc-encoding",
                encoding);
        ByteBuf message =
                Unpooled.buffer().writeByte(1).writeInt(compressed.length).writeBytes(compressed);
        while (message.readableBytes() > LARGEST) {
            frame(DATA, 0, 2 * streams - 1, message.readSlice(LARGEST));
        }
        frame(DATA, END_STREAM, 2 * streams - 1, message);
        return this;
    }

    private RawHttp2 head(String method, String path, int flags, String... more) {
        ByteBuf fields = Unpooled.buffer();
        List<String> all = new ArrayList<>(List.of(":method", method, ":path", path, ":scheme", "http"));
        all.addAll(List.of(":authority", "127.0.0.1", "x-user-id", "eve"));
        all.addAll(List.of(more));
        for (int i = 0; i < all.size(); i += 2) {
            // A literal field without indexing, names and values without Huffman codes (RFC 7541, 6.2.2).
            fields.writeByte(0);
            all.subList(i, i + 2).forEach(text -> {
                fields.writeByte(text.length());
                fields.writeCharSequence(text, StandardCharsets.US_ASCII);
            });
        }
        frame(HEADERS, flags, 2 * ++streams - 1, fields);
        return this;
    }

    private void frame(int type, int flags, int stream, ByteBuf payload) {
        bytes.writeMedium(payload.readableBytes()).writeByte(type).writeByte(flags);
        bytes.writeInt(stream).writeBytes(payload);
    }

    /** All of it. */
    public byte[] toBytes() {
        byte[] all = new byte[bytes.readableBytes()];
        bytes.getBytes(0, all);
        return all;
    }
}
