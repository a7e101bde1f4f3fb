package io.seckill.proof.report;

import static java.util.Map.entry;

import java.util.Map;

/** What each rule holds the system to, for a reader who does not know the rules. */
final class Promises {
    private static final Map<String, String> OF = Map.ofEntries(
            entry(
                    "AcceptedIsInTheBooks",
                    "An order that a client was told of is in the books, with the same user, item and quantity."),
            entry("ChangesAreKept", "A change of an order that a client was told of can be read in the books."),
            entry("NotQueuedIsNotInTheQueues", "An answer 503 means not queued; no call is queued twice."),
            entry(
                    "OneOutcomePerRequest",
                    "All answers about one request agree, at any gateway and at any time, and with the store."),
            entry(
                    "OneOutcomePerKey",
                    "Purchases with one idempotency key win one order, and all are told of that order."),
            entry("ListsAreRight", "A list has all orders that were acknowledged before, and none of other users."),
            entry(
                    "EdgeIsFresh",
                    "What a gateway answers by itself, as SOLD_OUT, was true by what it had been told just before."),
            entry("EvidenceIsThere", "What topics and tables hold at the end can be read, so that there is a verdict."),
            entry("NeverInternalError", "No call is answered by an internal error, whatever breaks."),
            entry("PauseIsFinal", "Nothing is sold between the answer to a pause and the next resume."),
            entry(
                    "FollowsFromTheQueue",
                    "Each answer and each order follows from the commands that the queue holds before it."),
            entry("NeverOversold", "An item never has more units reserved or sold than its stock."),
            entry("NobodyOverTheLimit", "No user has more units than the limit of the item allows."),
            entry("OneOrderPerKey", "Of all purchases with one idempotency key at most one wins an order."),
            entry(
                    "OrdersLiveOnce",
                    "An order is reserved, then confirmed, cancelled or expired; nothing happens to it twice."),
            entry("OrdersWereAskedFor", "Each order is what a queued purchase asks for."),
            entry("DecidedInOrder", "Purchases of an item are decided in the order in which they were queued."),
            entry("BooksBalance", "What remains of an item is its stock less the units of its orders."),
            entry("EventsAreTheLedger", "The rest of the shop is told of each change of an order once."),
            entry("ProjectionIsTheLedger", "The projector's table has each order as the ledger has it."),
            entry(
                    "full service",
                    "Each queue serves through each gateway again soon after a fault has ended, and goes on."),
            entry("processes live", "No process ends by itself."),
            entry("outcome told", "A buyer who goes on asking for an outcome is told of it in the end."));

    private Promises() {}

    /** The promise of {@code rule} in a sentence; empty where the rule is not known. */
    static String of(String rule) {
        return OF.getOrDefault(rule, "");
    }
}
