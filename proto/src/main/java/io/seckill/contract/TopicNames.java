package io.seckill.contract;

/** How the topics are called, all by one prefix. */
public interface TopicNames {
    /** Where every topic's name begins. */
    String prefix();

    /** Commands, in order. */
    default String requests() {
        return prefix() + ".requests";
    }

    /** The ledger. */
    default String orders() {
        return prefix() + ".orders";
    }

    /** Every item's definition and status, for the gateways. */
    default String items() {
        return prefix() + ".items";
    }

    /** What the rest of the shop is told of orders and items. */
    default String events() {
        return prefix() + ".events";
    }

    /** Commands copied aside, to be tried again without holding up their queues. */
    default String retries() {
        return prefix() + ".requests.retry";
    }

    /** How keys become queues, and which gateways live. */
    default String slots() {
        return prefix() + ".slots";
    }

    /** Commands that could not be decided, with the reason. */
    default String deadLetters() {
        return prefix() + ".requests.dlq";
    }
}
