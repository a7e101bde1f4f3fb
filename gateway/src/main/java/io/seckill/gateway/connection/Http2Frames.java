package io.seckill.gateway.connection;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of an HTTP/2 connection by their first nine bytes (RFC 9113, 4.1): whether one is unfinished, or a
 * head that goes on in the next.
 */
final class Http2Frames {
    private static final int HEADER_BYTES = 9;
    private static final int LENGTH_BYTES = 3;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private int headerRead;
    private int length;
    private int type;
    private int flags;
    private int payloadLeft;
    private boolean headGoesOn;
    private long unfinished;

    /** Reads {@code bytes}, and leaves them as they are. */
    void read(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            int taken = payloadLeft > 0 ? Math.min(payloadLeft, end - at) : 1;
            if (payloadLeft > 0) {
                payloadLeft -= taken;
            } else {
                header(bytes.getUnsignedByte(at));
            }
            at += taken;
            unfinished = headerRead > 0 || payloadLeft > 0 || headGoesOn ? unfinished + taken : 0;
        }
    }

    /** Bytes of what has begun and is not whole, or 0. */
    long unfinished() {
        return unfinished;
    }

    private void header(int value) {
        if (headerRead < LENGTH_BYTES) {
            length = length << Byte.SIZE | value;
        } else if (headerRead == TYPE_AT) {
            type = value;
        } else if (headerRead == FLAGS_AT) {
            flags = value;
        }
        if (++headerRead == HEADER_BYTES) {
            payloadLeft = length;
            headerRead = 0;
            length = 0;
            if (type == HEADERS || type == CONTINUATION) {
                headGoesOn = (flags & END_HEADERS) == 0;
            }
        }
    }
}
