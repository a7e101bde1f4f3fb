package io.seckill.backend.engine;

import java.util.List;

/**
 * What a queue's new owner begins with.
 *
 * @param position where the queue is to be read from
 * @param retryPosition where its retry queue begins
 * @param copies what stands there; one record may have several
 */
record TakeOver(long position, long retryPosition, List<Copy> copies) {
    /** A task at its offset in the retry topic. */
    record Copy(long offset, Task task) {}
}
