package io.seckill.load.trial;

/** What is compared. */
public enum Contender {
    /** The ceiling of HTTP on this machine. */
    L0("bare Vert.x HTTP server, constant answer"),
    /** The floor of Kafka's latency on this machine. */
    L1("bare Kafka append and read in one process"),
    /** The ordinary way. */
    B("gateway with a thread that blocks per request"),
    /** The product. */
    G("this gateway"),
    /** The ceiling of saying no. */
    N("bare Vert.x HTTP server, constant 409"),
    /** The product when nothing is left. */
    S("this gateway, sold out"),
    /** The product with its other store. */
    P("this gateway, PostgreSQL as the store"),
    /** The product as it was, or could be. */
    O("this gateway, another build or other settings");

    private final String description;

    Contender(String description) {
        this.description = description;
    }

    /** For the report. */
    public String description() {
        return description;
    }

    /** Whether a request here is a purchase, decided and durable. */
    public boolean sells() {
        return this == B || this == G || this == P || this == O;
    }
}
