package io.seckill.e2e.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.e2e.cluster.MetricsPage;
import java.util.List;

/** Every request that a gateway opened has ended, in exactly one way. */
final class AccountingBalances implements Guarantee {
    private static final List<String> ENDINGS =
            List.of("replied", "pending_answered", "send_failed", "disconnected", "drained");

    @Override
    public void check(Evidence evidence) {
        for (MetricsPage gateway : evidence.gateways()) {
            double ended = ENDINGS.stream()
                    .mapToDouble(ending -> gateway.total("seckill_requests_" + ending + "_total"))
                    .sum();
            double open = gateway.total("seckill_requests_open");
            assertThat(gateway.values()).containsKeys("seckill_requests_opened_total", "seckill_requests_open");
            assertThat(open).as("requests still open").isZero();
            assertThat(gateway.total("seckill_requests_opened_total"))
                    .as("requests opened")
                    .isEqualTo(ended + open);
        }
    }
}
