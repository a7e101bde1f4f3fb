package io.seckill.load.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseHeadTest {
    private static final String ANSWER =
            "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\n"
                    + "Retry-After: 1\r\nContent-Length: 2\r\n\r\n{}";

    @Test
    void statusLengthAndRetryAfterAreRead() {
        assertThat(ResponseHead.parse(bytes(ANSWER))).isEqualTo(new ResponseHead(503, ANSWER.length(), true));
    }

    @Test
    void whatStandsBeforeTheReaderIsPassedOver() {
        ByteBuf in = bytes("{}" + ANSWER).skipBytes(2);

        assertThat(ResponseHead.parse(in)).isEqualTo(new ResponseHead(503, ANSWER.length(), true));
    }

    @Test
    void aHeadCutAnywhereIsWaitedFor() {
        for (int length = 0; length < ANSWER.length() - 2; length++) {
            assertThat(ResponseHead.parse(bytes(ANSWER.substring(0, length)))).isNull();
        }
    }

    @Test
    void aBodyOfUnknownLengthIsRefused() {
        assertThatThrownBy(() -> ResponseHead.parse(bytes("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")))
                .isInstanceOf(CorruptedFrameException.class);
    }

    @Test
    void aHeadWithoutEndIsRefused() {
        assertThatThrownBy(() -> ResponseHead.parse(bytes("HTTP/1.1 200 OK\r\n" + "x".repeat(17_000))))
                .isInstanceOf(CorruptedFrameException.class);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
