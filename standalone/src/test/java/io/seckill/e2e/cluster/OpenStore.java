package io.seckill.e2e.cluster;

import java.util.List;

/** A store that one cluster uses. */
public interface OpenStore extends AutoCloseable {
    /** What its backends must be told, as {@code path=value}. */
    List<String> overrides();

    /** What is committed. */
    Ledger ledger(String bootstrapServers);

    /** Has the store remember from now on in which order it decides, where it does not by itself. */
    void observe();

    /** What was sold, in the order in which that was decided; the key of each is its item. */
    List<KeyOrder.Step> decided(String bootstrapServers);

    @Override
    void close();
}
