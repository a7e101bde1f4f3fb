package io.seckill.e2e.cluster;

import java.util.List;

/** A store that one cluster uses. */
public interface OpenStore extends AutoCloseable {
    /** What its backends must be told, as {@code path=value}. */
    List<String> overrides();

    /** What is committed. */
    Ledger ledger(String bootstrapServers);

    @Override
    void close();
}
