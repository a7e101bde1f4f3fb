package io.seckill.proof.check.model;

import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.slots.Slots;
import io.seckill.v1.Command;
import io.seckill.v1.SlotTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** By which table of slots each queue decided each command: it changes with a cutover marker, and begins with a barrier. */
public final class QueueTables {
    private final Map<String, @Nullable SlotTable> tables = new HashMap<>(); // by the command's place
    private final Map<String, Long> latest =
            new HashMap<>(); // timestamp of the queue up to there, by the command's place
    private final List<QueuedCommand> requests;

    /** {@code requests} are those of all queues, those of each in its order. */
    public QueueTables(List<QueuedCommand> requests) {
        this.requests = requests;
        Map<Integer, SlotTable> now = new HashMap<>();
        Map<Integer, Long> times = new HashMap<>();
        long handedOver = requests.stream()
                .filter(each -> each.command().hasSeal())
                .mapToLong(QueuedCommand::timestamp)
                .max()
                .orElse(0);
        for (QueuedCommand each : requests) {
            Command command = each.command();
            long time = Math.max(each.timestamp(), command.hasAwait() ? handedOver : 0);
            latest.put(each.place(), times.merge(each.partition(), time, Math::max));
            tables.put(each.place(), now.get(each.partition()));
            if (command.hasSeal()) {
                now.merge(each.partition(), command.getSeal().getTable(), QueueTables::newer);
            } else if (command.hasAwait()) {
                now.merge(each.partition(), command.getAwait().getTable(), QueueTables::newer);
            }
        }
    }

    private static SlotTable newer(SlotTable one, SlotTable other) {
        return other.getVersion() > one.getVersion() ? other : one;
    }

    /** The latest that the log's time can be at {@code command}, in milliseconds since the Unix epoch. */
    long latest(QueuedCommand command) {
        return latest.getOrDefault(command.place(), command.timestamp());
    }

    /** The latest that the log's time can be at the end, in milliseconds since the Unix epoch. */
    long end() {
        return latest.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Whether its queue decides {@code command}: after a marker one whose key has left is nobody's. */
    public boolean isOwn(QueuedCommand command) {
        SlotTable table = tables.get(command.place());
        return table == null || table.getSlots(Slots.slotOf(command.key())) == command.partition();
    }

    /** What is decided of each item, in the order of the decisions: its old queue first, then the new one. */
    public Map<String, List<QueuedCommand>> byItem() {
        Map<String, List<QueuedCommand>> items = new LinkedHashMap<>();
        requests.stream()
                .filter(each -> !each.command().hasSeal() && !each.command().hasAwait())
                .filter(this::isOwn)
                .forEach(each -> items.computeIfAbsent(each.item(), none -> new ArrayList<>())
                        .add(each));
        items.values()
                .forEach(each ->
                        each.sort(Comparator.comparingLong(this::version).thenComparingLong(QueuedCommand::offset)));
        return items;
    }

    /** The items that have moved to another queue, or of which something has come to a queue that is not theirs. */
    Set<String> moved() {
        Map<String, Integer> first = new HashMap<>();
        return requests.stream()
                .filter(each -> !each.command().hasSeal() && !each.command().hasAwait())
                .filter(each -> !isOwn(each)
                        || first.merge(each.item(), each.partition(), (one, other) -> one) != each.partition())
                .map(QueuedCommand::item)
                .collect(Collectors.toSet());
    }

    private long version(QueuedCommand command) {
        SlotTable table = tables.get(command.place());
        return table == null ? 0 : table.getVersion();
    }
}
