package io.seckill.proof.mutant;

import io.seckill.proof.mutant.gateway.EdgeNeverLifts;
import io.seckill.proof.mutant.gateway.LateResultCompletes;
import io.seckill.proof.mutant.gateway.RefusedThoughQueued;
import io.seckill.proof.mutant.ledger.CancelledConfirmed;
import io.seckill.proof.mutant.ledger.HoldExpiredTwice;
import io.seckill.proof.mutant.ledger.KeyLost;
import io.seckill.proof.mutant.ledger.LimitIgnored;
import io.seckill.proof.mutant.ledger.ListingMissesNewest;
import io.seckill.proof.mutant.ledger.OutcomeForgotten;
import io.seckill.proof.mutant.ledger.PauseIgnored;
import io.seckill.proof.mutant.ledger.RestockedTwice;
import io.seckill.proof.mutant.ledger.StaleStock;
import io.seckill.proof.mutant.log.AnswerBeforeCommit;
import io.seckill.proof.mutant.log.EventLost;
import io.seckill.proof.mutant.log.FailoverStuck;
import io.seckill.proof.mutant.log.KeyOrderReversed;
import io.seckill.proof.mutant.log.NoFencing;
import io.seckill.proof.mutant.log.PositionBeforeOrders;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All mutants that there are. */
public final class Mutants {
    /** In the order in which they are tried. */
    public static final List<Mutant> ALL = Stream.of(
                    AnswerBeforeCommit.class,
                    PositionBeforeOrders.class,
                    NoFencing.class,
                    KeyOrderReversed.class,
                    EventLost.class,
                    FailoverStuck.class,
                    StaleStock.class,
                    LimitIgnored.class,
                    PauseIgnored.class,
                    OutcomeForgotten.class,
                    KeyLost.class,
                    HoldExpiredTwice.class,
                    RestockedTwice.class,
                    CancelledConfirmed.class,
                    ListingMissesNewest.class,
                    LateResultCompletes.class,
                    RefusedThoughQueued.class,
                    EdgeNeverLifts.class)
            .map(Mutant::of)
            .toList();

    private Mutants() {}

    /** The mutant {@code name}; fails with the names that there are. */
    public static Mutant named(String name) {
        return ALL.stream()
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mutant " + name + ", but "
                        + ALL.stream().map(Mutant::name).collect(Collectors.joining(", "))));
    }
}
