package io.seckill.e2e.cluster;

/** What decides in a cluster: every promise holds on each of them. */
public enum Store {
    /** The ledger in Kafka. */
    LEDGER,
    /** PostgreSQL, any command beside any other. */
    POSTGRES;

    OpenStore open() {
        return this == LEDGER ? new LedgerStore() : new PostgresStore();
    }
}
