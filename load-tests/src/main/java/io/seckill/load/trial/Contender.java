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
    /** The product in the usual flash sale, where everybody wants the same. */
    H("this gateway, one item in one queue"),
    /** What one queue can take. */
    Q("broker and backend alone, one item in one queue, no gateway"),
    /** What users of Spring would build. */
    W("Spring WebFlux and ReplyingKafkaTemplate with defaults; stock in memory, not durable"),
    /** The same with the best tuning found. */
    WT("W, tuned"),
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

    /** Whether a request here is a purchase that is decided. */
    public boolean sells() {
        return switch (this) {
            case B, G, H, Q, W, WT, P, O -> true;
            case L0, L1, N, S -> false;
        };
    }
}
