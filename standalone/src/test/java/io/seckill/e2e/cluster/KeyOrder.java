package io.seckill.e2e.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.v1.Command;
import io.seckill.v1.LedgerRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Whether commands with one key were decided in the order in which they were appended, also across queues. */
public final class KeyOrder {
    /**
     * Something that happened to the command {@code id}.
     *
     * @param millis when; in one queue later offsets are never earlier
     */
    public record Step(String key, String id, int queue, long offset, long millis) {}

    /** In one millisecond the lower queue comes first: a key only ever moves to a higher one. */
    private static final Comparator<Step> TIME =
            Comparator.comparingLong(Step::millis).thenComparing(Step::queue).thenComparing(Step::offset);

    private KeyOrder() {}

    /** How many of {@code decided}, in that order, had a later command with the same key before them. */
    public static int inversions(List<Step> appended, List<Step> decided) {
        Map<String, Integer> ranks = new HashMap<>();
        appended.stream().sorted(TIME).forEach(step -> ranks.putIfAbsent(step.id, ranks.size()));
        Map<String, Integer> highest = new HashMap<>();
        int inversions = 0;
        for (Step step : decided) {
            int rank = ranks.getOrDefault(step.id, -1);
            if (rank < highest.getOrDefault(step.key, -1)) {
                inversions++;
            }
            highest.merge(step.key, rank, Math::max);
        }
        return inversions;
    }

    /** The purchases in the request topic; the key of each is its item. */
    public static List<Step> appended(String bootstrapServers) {
        return appended(bootstrapServers, Command::getItemId);
    }

    /** The same by another key. */
    public static List<Step> appended(String bootstrapServers, Function<Command, String> key) {
        List<Step> steps = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : Ledger.records(bootstrapServers, "seckill.requests")) {
            Command command = command(record.value());
            if (command.hasPurchase()) {
                steps.add(step(record, key.apply(command), command.getRequestId()));
            }
        }
        return steps;
    }

    /** The orders in the ledger, each at the first time that it was written, in that order. */
    public static List<Step> decided(String bootstrapServers) {
        List<Step> steps = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : Ledger.records(bootstrapServers, "seckill.orders")) {
            LedgerRecord entry = record.value() == null ? LedgerRecord.getDefaultInstance() : entry(record.value());
            if (entry.hasOrder()) {
                steps.add(step(
                        record, entry.getOrder().getItemId(), entry.getOrder().getOrderId()));
            }
        }
        Map<String, Step> first = new LinkedHashMap<>();
        steps.stream().sorted(TIME).forEach(step -> first.putIfAbsent(step.id, step));
        return List.copyOf(first.values());
    }

    private static Step step(ConsumerRecord<String, byte[]> record, String key, String id) {
        return new Step(key, id, record.partition(), record.offset(), record.timestamp());
    }

    private static Command command(byte[] value) {
        try {
            return Command.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("no command in the request topic", e);
        }
    }

    private static LedgerRecord entry(byte[] value) {
        try {
            return LedgerRecord.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("no entry of a ledger in the orders topic", e);
        }
    }
}
