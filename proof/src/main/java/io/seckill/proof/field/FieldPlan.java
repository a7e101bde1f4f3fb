package io.seckill.proof.field;

import io.seckill.settings.Check;
import java.util.List;

/**
 * What a field consists of.
 *
 * @param brokers 1 to 3; of three, each record is on two at least before it counts
 * @param gateways 1 to 8
 * @param backends 1 to 8
 * @param projector whether a projector follows the ledger; not with {@link Store#POSTGRES}
 * @param queues with which the sale begins
 * @param jvm more options for the JVMs of gateways, backends and the projector, without blanks
 */
public record FieldPlan(
        int brokers, int gateways, int backends, Store store, boolean projector, int queues, List<String> jvm) {
    private static final int MOST_BROKERS = 3;
    private static final int MOST = 8;

    /** Checks the bounds. */
    public FieldPlan {
        Check.range("brokers", brokers, 1, MOST_BROKERS);
        Check.range("gateways", gateways, 1, MOST);
        Check.range("backends", backends, 1, MOST);
        if (projector && store == Store.POSTGRES) {
            throw new IllegalArgumentException("a projector follows the ledger: the other store has a table already");
        }
        jvm = List.copyOf(jvm);
    }

    /** Copies that must have a record before it counts as written: any broker of three may die. */
    int inSync() {
        return brokers == MOST_BROKERS ? 2 : 1;
    }
}
