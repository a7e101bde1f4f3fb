package io.seckill.proof.check.ledger;

import io.seckill.proof.check.facts.Rule;
import java.util.List;

/** The rules of this package. */
public final class LedgerRules {
    /** All of them. */
    public static final List<Rule> ALL = List.of(
            new NeverOversold(),
            new NobodyOverTheLimit(),
            new OrdersLiveOnce(),
            new OneOrderPerKey(),
            new OrdersWereAskedFor(),
            new DecidedInOrder(),
            new BooksBalance(),
            new EventsAreTheLedger(),
            new ProjectionIsTheLedger());

    private LedgerRules() {}
}
