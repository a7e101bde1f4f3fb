/**
 * The engine beside its peers, on one queue of one broker in this JVM: {@link io.seckill.backend.bench.OneQueueTest}
 * runs a small round with every build, and a real one when told to.
 */
@NullMarked
package io.seckill.backend.bench;

import org.jspecify.annotations.NullMarked;
