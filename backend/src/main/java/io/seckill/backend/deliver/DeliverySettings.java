package io.seckill.backend.deliver;

import io.seckill.settings.Check;
import java.util.List;

/**
 * Where results may go, and how much may wait on the way.
 *
 * @param allowedAddresses the gateways that may be dialled: CIDR ranges, IP addresses, host names as commands write them
 * @param maxGateways outboxes at a time; one more takes the place of a gateway never reached, or its results are dropped
 * @param maxQueuedPerGateway results that wait for one gateway; past it the newest are dropped
 */
public record DeliverySettings(List<String> allowedAddresses, int maxGateways, int maxQueuedPerGateway) {
    /** Checks the bounds. */
    public DeliverySettings {
        allowedAddresses = List.copyOf(allowedAddresses);
        AllowedAddresses.of(allowedAddresses); // refuses an entry that is neither range, address nor name
        Check.range("maxGateways", maxGateways, 1, 10_000);
        Check.range("maxQueuedPerGateway", maxQueuedPerGateway, 1, 10_000_000);
    }
}
