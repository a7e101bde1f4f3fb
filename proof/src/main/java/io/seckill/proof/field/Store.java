package io.seckill.proof.field;

/** Where the orders are decided. */
public enum Store {
    /** In the backends' memory and Kafka. */
    LEDGER,
    /** In PostgreSQL. */
    POSTGRES
}
