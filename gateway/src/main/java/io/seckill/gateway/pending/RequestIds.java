package io.seckill.gateway.pending;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Makes the request ids of one event loop; owned by that loop. Draws randomness in blocks, which a call per id is not. */
public final class RequestIds {
    private static final int BLOCK_BYTES = 4096;

    private final int loop;
    private final InstantSource clock;
    private final SecureRandom random;
    private final byte[] block = new byte[BLOCK_BYTES];
    private final ByteBuffer unused = ByteBuffer.wrap(block).limit(0);

    /** Makes ids for {@code loop} by {@code clock} and {@code random}. */
    public RequestIds(int loop, InstantSource clock, SecureRandom random) {
        this.loop = loop;
        this.clock = clock;
        this.random = random;
    }

    /** A new id. */
    public RequestId next() {
        if (!unused.hasRemaining()) {
            random.nextBytes(block);
            unused.clear();
        }
        return RequestId.of(clock.millis(), loop, unused.getLong());
    }
}
