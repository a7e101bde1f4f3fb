package io.seckill.e2e.guarantee;

import java.util.List;

/** One promise, checked against what a scenario has left behind. */
public interface Guarantee {
    /** Fails with an {@link AssertionError} where the promise is broken. */
    void check(Evidence evidence);

    /** Every promise that must hold after every scenario. */
    static List<Guarantee> standing() {
        return List.of(
                new NothingOversold(),
                new NothingUndersold(),
                new NobodyOverTheLimit(),
                new OneOrderPerKey(),
                new AcceptedIsInTheLedger(),
                new AccountingBalances());
    }

    /** Those that also hold where units come back, so that "sold out" need not be for good. */
    static List<Guarantee> whereUnitsComeBack() {
        return List.of(
                new NothingOversold(), new NobodyOverTheLimit(), new AcceptedIsInTheLedger(), new AccountingBalances());
    }

    /** Checks all {@link #standing} promises. */
    static void checkAll(Evidence evidence) {
        standing().forEach(guarantee -> guarantee.check(evidence));
    }
}
