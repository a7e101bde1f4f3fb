package io.seckill.e2e.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

/** No item has more units sold than it has in stock. */
final class NothingOversold implements Guarantee {
    @Override
    public void check(Evidence evidence) {
        evidence.ledger()
                .items()
                .forEach((id, item) -> assertThat(evidence.ledger().soldOf(id))
                        .as("units of %s sold, of %d", id, item.getStock())
                        .isLessThanOrEqualTo(item.getStock()));
    }
}
