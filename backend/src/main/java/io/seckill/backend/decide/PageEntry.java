package io.seckill.backend.decide;

import com.google.protobuf.ByteString;

/**
 * Remembered outcomes, as the topic of orders keeps them.
 *
 * @param key the page's place, which a later page takes over
 * @param value a {@link io.seckill.v1.LedgerRecord}, encoded
 */
public record PageEntry(String key, ByteString value) {}
