package io.seckill.backend.repartition;

import io.seckill.layout.LayoutView.Lease;
import java.util.List;
import java.util.Map;

/** Which gateways may still have commands on their way by the old table. */
final class Gateways {
    private Gateways() {}

    /**
     * The addresses of those whose {@code leases} do not say that they hold back for the table of {@code version}, and are not
     * so old at {@code logTime} that nothing of theirs can be on its way.
     */
    static List<String> notFrozen(Map<String, Lease> leases, long version, long logTime) {
        return leases.entrySet().stream()
                .filter(gateway -> !isFrozen(gateway.getValue(), version) && !isDead(gateway.getValue(), logTime))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean isFrozen(Lease lease, long version) {
        return lease.lease().getFrozenVersion() >= version;
    }

    private static boolean isDead(Lease lease, long logTime) {
        return logTime - lease.writtenAt() > lease.lease().getSettledAfterMillis();
    }
}
