package io.seckill.proof.check.facts;

import static java.util.stream.Collectors.groupingBy;

import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import java.util.Arrays;
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

    /** After a hand-over an order has records in two partitions: the later ones count. */
    private static OrderRecord latest(List<OrderRecord> records) {
        OrderRecord latest = records.get(0);
        for (OrderRecord each : records) {
            boolean later = each.queue() == latest.queue()
                    ? each.offset() >= latest.offset()
                    : each.timestamp() > latest.timestamp()
                            || (each.timestamp() == latest.timestamp()
                                    && each.status().getNumber()
                                            > latest.status().getNumber());
            latest = later ? each : latest;
        }
        return latest;
    }

    /** Where the request {@code id} stands in the queues; empty where it was never queued. */
    public List<QueuedCommand> queued(String id) {
        return queued.getOrDefault(id, List.of());
    }

    /** Whether the request {@code id} was given up; an operator may have sent it in again. */
    public boolean isDeadLettered(String id) {
        return deadLettered.contains(id);
    }

    /** Whether a fault that {@code strikes} was there between two times, in nanoseconds since the campaign began. */
    public boolean isStruck(Predicate<Line.Fault> strikes, long from, long to) {
        Map<Long, Line.Fault> begun = new HashMap<>();
        for (Line.Fault fault : history.only(Line.Fault.class)) {
            if (strikes.test(fault) && fault.begins()) {
                begun.put(fault.fault(), fault);
            } else if (strikes.test(fault)) {
                Line.Fault begin = begun.remove(fault.fault());
                if (begin != null && begin.at() <= to && fault.at() >= from) {
                    return true;
                }
            }
        }
        return begun.values().stream().anyMatch(begin -> begin.at() <= to);
    }

    /** Whether a broker was struck: a committed transaction that the cluster left open is written again, behind later ones. */
    public boolean brokersWereStruck() {
        return history.only(Line.Fault.class).stream()
                .anyMatch(fault -> fault.target().startsWith("broker"));
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
