package io.seckill.proof.check.facts;

import static java.util.stream.Collectors.groupingBy;

import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A history and its evidence, indexed. */
public final class Facts {
    private final History history;
    private final Evidence evidence;
    private final List<Exchange> exchanges;
    private final Map<String, Exchange> byRequest = new HashMap<>();
    private final Map<String, List<OrderRecord>> orders;
    private final Map<String, List<QueuedCommand>> queued;
    private final Set<String> deadLettered;
    private final Set<String> deleted;

    /** Of one campaign. */
    public Facts(History history, Evidence evidence) {
        this.history = history;
        this.evidence = evidence;
        this.exchanges = history.operations().stream().map(Exchange::of).toList();
        for (Exchange each : exchanges) {
            if (each.request() != null && each.call().kind() != Call.Kind.LOOKUP) {
                byRequest.put(each.request(), each);
            }
        }
        this.orders = evidence.books().orders().stream()
                .collect(groupingBy(OrderRecord::id, LinkedHashMap::new, Collectors.toList()));
        this.queued = evidence.requests().stream().collect(groupingBy(QueuedCommand::request));
        this.deadLettered =
                evidence.deadLetters().stream().map(QueuedCommand::request).collect(Collectors.toSet());
        this.deleted = evidence.requests().stream()
                .filter(each -> each.command().hasDeleteItem())
                .map(QueuedCommand::item)
                .collect(Collectors.toSet());
    }

    /** What topics and tables hold. */
    public Evidence evidence() {
        return evidence;
    }

    /** All calls, in the order in which they were asked. */
    public List<Exchange> exchanges() {
        return exchanges;
    }

    /** The calls of these kinds. */
    public List<Exchange> exchanges(Call.Kind... kinds) {
        List<Call.Kind> wanted = Arrays.asList(kinds);
        return exchanges.stream()
                .filter(each -> wanted.contains(each.call().kind()))
                .toList();
    }

    /** The call that was queued as {@code request}, and is no lookup; null where no client has heard of that id. */
    public @Nullable Exchange ofRequest(String request) {
        return byRequest.get(request);
    }

    /** What the store has of each order, by its id. */
    public Map<String, List<OrderRecord>> orders() {
        return orders;
    }

    /** The order {@code id} as it is at the end; null where there is none. */
    public @Nullable OrderRecord order(String id) {
        List<OrderRecord> records = orders.getOrDefault(id, List.of());
        return records.isEmpty() ? null : latest(records);
    }

    /** After a hand-over an order has records in two partitions: it only ever goes to a queue with a higher number. */
    private static OrderRecord latest(List<OrderRecord> records) {
        return Collections.max(
                records, Comparator.comparingInt(OrderRecord::queue).thenComparingLong(OrderRecord::offset));
    }

    /** Where the request {@code id} stands in the queues; empty where it was never queued. */
    public List<QueuedCommand> queued(String id) {
        return queued.getOrDefault(id, List.of());
    }

    /** Whether the request {@code id} was given up; an operator may have sent it in again. */
    public boolean isDeadLettered(String id) {
        return deadLettered.contains(id);
    }

    /**
     * From when to when a fault was there, in nanoseconds since the campaign began.
     *
     * @param to {@link Long#MAX_VALUE} where the history has no end of it
     */
    public record Strike(long from, long to) {}

    /** The faults that are {@code wanted}. */
    public List<Strike> strikes(Predicate<Line.Fault> wanted) {
        Map<Long, Long> begun = new LinkedHashMap<>();
        List<Strike> strikes = new ArrayList<>();
        for (Line.Fault fault : history.only(Line.Fault.class)) {
            if (wanted.test(fault) && fault.begins()) {
                begun.put(fault.fault(), fault.at());
            } else if (begun.containsKey(fault.fault())) {
                strikes.add(new Strike(begun.remove(fault.fault()), fault.at()));
            }
        }
        begun.values().forEach(from -> strikes.add(new Strike(from, Long.MAX_VALUE)));
        return strikes;
    }

    /**
     * Whether a broker was struck. A committed transaction that the cluster left open (KAFKA-20734) is then written again,
     * behind later ones; of what those have replaced in the meantime nothing can be read.
     */
    public boolean brokersWereStruck() {
        return history.only(Line.Fault.class).stream().anyMatch(Facts::isOfBrokers);
    }

    /** Whether {@code fault} is a broker's, or of what brokers say to each other. */
    public static boolean isOfBrokers(Line.Fault fault) {
        return fault.target().startsWith("broker");
    }

    /** Whether the books have each change of each order and item, in the order in which they were made. */
    public boolean haveEveryChange() {
        return evidence.books().everyChange() && !brokersWereStruck();
    }

    /** Whether queues were added, so that items may have moved. */
    public boolean queuesWereAdded() {
        return evidence.requests().stream().anyMatch(each -> each.command().hasSeal());
    }

    /** What was run. */
    public Line.Setup setup() {
        return history.setup();
    }

    /** Whether somebody's clock was wrong for a while: then no time of a record says anything. */
    public boolean clocksWereWrong() {
        return history.only(Line.Fault.class).stream()
                .anyMatch(fault -> fault.kind().contains("clock"));
    }

    /** Whether the item {@code id} was deleted, or somebody asked for that. */
    public boolean mayBeDeleted(String id) {
        return deleted.contains(id);
    }
}
