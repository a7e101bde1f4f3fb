package io.seckill.load.generate;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The three things that a load generator wants of an HTTP/1.1 answer. Netty's codec makes an object of every header,
 * which costs more than all the rest of a request here.
 *
 * @param status such as 201
 * @param length bytes of head and body together
 * @param retryAfter whether the answer says when to come again
 */
record ResponseHead(int status, int length, boolean retryAfter) {
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY_AFTER = "retry-after:".getBytes(StandardCharsets.US_ASCII);

    /** {@code HTTP/1.1 201 Created}: the digits begin here. */
    private static final int STATUS_AT = 9;

    private static final int LOWER_CASE = 0x20;
    private static final int MAX_HEAD = 16 * 1024;

    /**
     * Reads the head at the reader index, and moves nothing.
     *
     * @return null where the head is not complete yet
     * @throws CorruptedFrameException for an answer whose length is not announced, or a head that does not end
     */
    static @Nullable ResponseHead parse(ByteBuf in) {
        int from = in.readerIndex();
        int line = in.indexOf(from, in.writerIndex(), (byte) '\n') + 1;
        int body = -1;
        boolean retryAfter = false;
        while (line > 0) {
            int end = in.indexOf(line, in.writerIndex(), (byte) '\n');
            if (end >= 0 && end - line <= 1) {
                return complete(number(in, from + STATUS_AT), end + 1 - from, body, retryAfter);
            }
            if (end >= 0 && startsWith(in, line, CONTENT_LENGTH)) {
                body = number(in, line + CONTENT_LENGTH.length);
            } else if (end >= 0 && startsWith(in, line, RETRY_AFTER)) {
                retryAfter = true;
            }
            line = end + 1;
        }
        if (in.readableBytes() > MAX_HEAD) {
            throw new CorruptedFrameException("the head of an answer does not end");
        }
        return null;
    }

    private static ResponseHead complete(int status, int head, int body, boolean retryAfter) {
        if (body < 0) {
            throw new CorruptedFrameException("an answer " + status + " without Content-Length");
        }
        return new ResponseHead(status, head + body, retryAfter);
    }

    private static boolean startsWith(ByteBuf in, int at, byte[] lowerCase) {
        if (in.writerIndex() - at < lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if ((in.getByte(at + i) | LOWER_CASE) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private static int number(ByteBuf in, int from) {
        int at = from;
        while (in.getByte(at) == ' ') {
            at++;
        }
        int number = 0;
        for (byte digit = in.getByte(at); digit >= '0' && digit <= '9'; digit = in.getByte(++at)) {
            number = number * 10 + digit - '0';
        }
        return number;
    }
}
