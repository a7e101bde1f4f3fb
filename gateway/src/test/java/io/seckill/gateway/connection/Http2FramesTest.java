package io.seckill.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class Http2FramesTest {
    private static final int CONTINUATION = 9;

    private final Http2Frames frames = new Http2Frames();

    @Test
    void aHeadLastsUntilTheFrameThatEndsIt() {
        read(RawClient.frameBytes(RawClient.HEADERS, 0, 1, new byte[20]));
        assertThat(frames.unfinished()).isEqualTo(29);
        read(RawClient.frameBytes(CONTINUATION, 0, 1, new byte[5]));
        assertThat(frames.unfinished()).isEqualTo(43);
        read(RawClient.frameBytes(CONTINUATION, RawClient.END_HEADERS, 1, new byte[0]));
        assertThat(frames.unfinished()).isZero();
    }

    @Test
    void aPieceOfAFrameIsUnfinished() {
        byte[] frame = RawClient.frameBytes(RawClient.DATA, 0, 1, new byte[3]);
        for (int i = 0; i < frame.length - 1; i++) {
            read(new byte[] {frame[i]});
            assertThat(frames.unfinished()).isEqualTo(i + 1);
        }
        read(new byte[] {frame[frame.length - 1]});
        assertThat(frames.unfinished()).isZero();
    }

    @RepeatedTest(20)
    void wholeFramesLeaveNothingHoweverTheyAreCut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            int type = random.nextInt(CONTINUATION);
            byte[] frame = RawClient.frameBytes(type, RawClient.END_HEADERS, 1, new byte[random.nextInt(300)]);
            int cut = random.nextInt(frame.length);
            frames.read(Unpooled.wrappedBuffer(frame, 0, cut));
            assertThat(frames.unfinished()).as("seed " + seed).isEqualTo(cut);
            frames.read(Unpooled.wrappedBuffer(frame, cut, frame.length - cut));
            assertThat(frames.unfinished()).as("seed " + seed).isZero();
        }
    }

    private void read(byte[] bytes) {
        frames.read(Unpooled.wrappedBuffer(bytes));
    }
}
