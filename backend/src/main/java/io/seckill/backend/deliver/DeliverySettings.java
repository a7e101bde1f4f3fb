package io.seckill.backend.deliver;

import io.seckill.settings.Check;
import java.time.Duration;
import java.util.List;

/**
 * How results travel, and how much may wait on the way.
 *
 * @param allowedAddresses the gateways that may be dialled: CIDR ranges, IP addresses, host names as commands write them
 * @param maxGateways outboxes at a time; one more takes the place of a gateway never reached, or its results are dropped
 * @param maxQueuedPerGateway results that wait for one gateway; past it the newest are dropped
 * @param maxBatch results of one batch
 * @param maxInFlightBatches batches sent to one gateway and not yet acknowledged
 * @param progressInterval the least time between two words to one gateway on how far the queues are decided
 * @param receiptTimeout a batch unacknowledged for so long breaks its stream
 * @param keepAlive an idle stream is probed this often, with an empty batch
 * @param connectTimeout how long a connection may take to open
 * @param backoffMin the first wait before a broken stream is opened again
 * @param backoffMax the longest such wait
 * @param forgetAfter an outbox idle or unconnected for so long is dropped with what it holds
 * @param drainTimeout how long a stop waits for results on their way
 */
public record DeliverySettings(
        List<String> allowedAddresses,
        int maxGateways,
        int maxQueuedPerGateway,
        int maxBatch,
        int maxInFlightBatches,
        Duration progressInterval,
        Duration receiptTimeout,
        Duration keepAlive,
        Duration connectTimeout,
        Duration backoffMin,
        Duration backoffMax,
        Duration forgetAfter,
        Duration drainTimeout) {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Checks the bounds. */
    public DeliverySettings {
        allowedAddresses = List.copyOf(allowedAddresses);
        AllowedAddresses.of(allowedAddresses); // refuses an entry that is neither range, address nor name
        Check.range("maxGateways", maxGateways, 1, 10_000);
        Check.range("maxQueuedPerGateway", maxQueuedPerGateway, 1, 10_000_000);
        Check.range("maxBatch", maxBatch, 1, 10_000);
        Check.range("maxInFlightBatches", maxInFlightBatches, 1, 1_000);
        Check.range("progressInterval", progressInterval, MILLI.multipliedBy(10), SECOND.multipliedBy(60));
        Check.range("receiptTimeout", receiptTimeout, MILLI.multipliedBy(100), HOUR);
        Check.range("keepAlive", keepAlive, MILLI.multipliedBy(100), SECOND.multipliedBy(30));
        Check.range("connectTimeout", connectTimeout, MILLI.multipliedBy(10), SECOND.multipliedBy(60));
        Check.range("backoffMin", backoffMin, MILLI, HOUR);
        Check.range("backoffMax", backoffMax, backoffMin, HOUR);
        Check.range("forgetAfter", forgetAfter, SECOND, HOUR.multipliedBy(24));
        Check.range("drainTimeout", drainTimeout, Duration.ZERO, SECOND.multipliedBy(60));
    }
}
