package io.seckill.backend.decide.memory;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Remembered outcomes, as the topic of orders keeps them.
 *
 * @param key the page's
 * @param value a {@link io.seckill.v1.LedgerRecord}, encoded; null where the page has made way
 */
public record PageEntry(String key, @Nullable ByteString value) {}
