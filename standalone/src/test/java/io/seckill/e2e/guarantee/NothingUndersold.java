package io.seckill.e2e.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

/** Where somebody was told "sold out" about a single unit, every unit is sold. */
final class NothingUndersold implements Guarantee {
    @Override
    public void check(Evidence evidence) {
        for (String item : evidence.journal().soldOut()) {
            assertThat(evidence.ledger().soldOf(item))
                    .as("units of %s sold, which was said to be sold out", item)
                    .isEqualTo(evidence.ledger().items().get(item).getStock());
        }
    }
}
