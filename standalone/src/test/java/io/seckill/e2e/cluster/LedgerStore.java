package io.seckill.e2e.cluster;

import java.util.List;

/** The ledger in the cluster's own broker. */
final class LedgerStore implements OpenStore {
    @Override
    public List<String> overrides() {
        return List.of();
    }

    @Override
    public Ledger ledger(String bootstrapServers) {
        return Ledger.read(bootstrapServers, "seckill.orders");
    }

    @Override
    public void observe() {
        // It is a log.
    }

    @Override
    public List<KeyOrder.Step> decided(String bootstrapServers) {
        return KeyOrder.decided(bootstrapServers);
    }

    @Override
    public void close() {
        // The broker's data hold it.
    }
}
