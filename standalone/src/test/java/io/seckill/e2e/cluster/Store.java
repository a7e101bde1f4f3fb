package io.seckill.e2e.cluster;

/** What decides in a cluster: every promise holds on each of them. */
public enum Store {
    /** The ledger in Kafka. */
    LEDGER,
    /** PostgreSQL, any command beside any other. */
    POSTGRES,
    /** The same, in order within a key: for what depends on who may overtake whom. */
    POSTGRES_KEYED;

    /** One for a cluster of its own; the caller closes it. */
    public OpenStore open() {
        return switch (this) {
            case LEDGER -> new LedgerStore();
            case POSTGRES -> new PostgresStore("parallel");
            case POSTGRES_KEYED -> new PostgresStore("keyed");
        };
    }
}
