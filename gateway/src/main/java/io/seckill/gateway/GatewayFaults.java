package io.seckill.gateway;

import io.seckill.gateway.admit.Readiness;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.publish.ClockOffset;
import java.util.function.BooleanSupplier;

/** What can be wrong with a gateway, in the words of its log; empty where it is not. */
final class GatewayFaults {
    /** As long as a take-over may last. */
    private static final long STANDSTILL_MILLIS = 10_000;

    private final GatewayContext shared;
    private final ClockOffset clockOffset;
    private final BooleanSupplier sharesItsAddress;

    GatewayFaults(GatewayContext shared, ClockOffset clockOffset, BooleanSupplier sharesItsAddress) {
        this.sharesItsAddress = sharesItsAddress;
        this.shared = shared;
        this.clockOffset = clockOffset;
    }

    /** Adds them all to {@code log}. */
    FaultLog addTo(FaultLog log) {
        return log.add(this::notReady, "the gateway is ready again")
                .add(this::staleView, "the view of the items is current again")
                .add(this::sharedAddress, "no other gateway announces this one's address now")
                .add(this::standstill, "the queues make progress again")
                .add(this::wrongClock, "this machine's clock agrees with the brokers' again");
    }

    private String notReady() {
        Readiness readiness = shared.readiness();
        String reason = readiness.notReadyReason();
        return reason.isEmpty() || readiness.isStopping() || readiness.isWarmingUp() ? "" : "not ready: " + reason;
    }

    private String staleView() {
        return shared.freshness().holds() || !shared.readiness().isReady()
                ? ""
                : "the view of the items is not current, so the queue is asked about every purchase: "
                        + shared.settings().topics().items()
                        + " is not read to its end, or a transaction there is still open";
    }

    private String sharedAddress() {
        return sharesItsAddress.getAsBoolean()
                ? "another gateway announces this one's address, and its buyers wait in vain: each needs a"
                        + " gateway.callback.advertised of its own"
                : "";
    }

    private String standstill() {
        long millis = shared.backlog().longestStandstillMillis();
        return millis <= STANDSTILL_MILLIS
                ? ""
                : "a queue with waiting commands has made no progress for " + millis / 1_000
                        + " s: no backend decides it, or a transaction there is still open";
    }

    private String wrongClock() {
        long millis = clockOffset.millis();
        return shared.edge().clockIsRight()
                ? ""
                : "this machine's clock is at least " + Math.abs(millis) + " ms " + (millis > 0 ? "ahead of" : "behind")
                        + " the brokers', too much: the queue is asked about every purchase";
    }
}
