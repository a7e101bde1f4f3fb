package io.seckill.backend.operate;

import io.seckill.kafka.GroupLag;
import io.seckill.kafka.OffsetMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Positions as two tables for a terminal: how far each group is in each queue, and who holds each queue now. */
public final class PositionsTable {
    private static final List<String> PLACES =
            List.of("GROUP", "TOPIC", "QUEUE", "POSITION", "END", "LAG", "IN FLIGHT", "HOLES", "RETRIES");
    private static final List<String> HOLDERS = List.of("GROUP", "TOPIC", "QUEUE", "HELD NOW BY", "HOST");
    private static final String NOBODY = "nobody";

    private PositionsTable() {}

    /** The tables, each line ended; one line that says so where there is nothing to show. */
    public static String print(List<GroupLag> groups) {
        if (groups.isEmpty()) {
            return String.format("no group has a position or a member there%n");
        }
        List<List<String>> places = new ArrayList<>(List.of(PLACES));
        List<List<String>> holders = new ArrayList<>(List.of(HOLDERS));
        for (GroupLag group : groups) {
            for (GroupLag.Queue queue : group.queues()) {
                places.add(place(group, queue));
                holders.addAll(holders(group, queue.queue()));
            }
        }
        return aligned(places) + System.lineSeparator() + aligned(holders);
    }

    private static List<String> place(GroupLag group, GroupLag.Queue queue) {
        OffsetMetadata note = queue.note();
        Stream<Number> numbers = Stream.of(
                queue.queue(),
                queue.position(),
                queue.end(),
                queue.lag(),
                note.inFlight(),
                note.holes(),
                note.retries());
        return Stream.concat(Stream.of(group.group(), group.topic()), numbers.map(String::valueOf))
                .toList();
    }

    /** A line for each holder, though there is never more than one: were there, the table would have to show it. */
    private static List<List<String>> holders(GroupLag group, int queue) {
        String number = Integer.toString(queue);
        List<List<String>> lines = group.holders().stream()
                .filter(holder -> holder.queue() == queue)
                .map(holder -> List.of(group.group(), group.topic(), number, holder.member(), holder.host()))
                .toList();
        return lines.isEmpty() ? List.of(List.of(group.group(), group.topic(), number, NOBODY, "")) : lines;
    }

    /** Columns two blanks apart, those of numbers flush right. */
    private static String aligned(List<List<String>> lines) {
        int[] widths = IntStream.range(0, lines.get(0).size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return lines.stream()
                .map(line -> IntStream.range(0, widths.length)
                        .mapToObj(column -> padded(line.get(column), widths[column], numeric(lines, column)))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .map(line -> line + System.lineSeparator())
                .collect(Collectors.joining());
    }

    private static boolean numeric(List<List<String>> lines, int column) {
        return lines.stream().skip(1).allMatch(line -> line.get(column).matches("\\d+"));
    }

    private static String padded(String cell, int width, boolean right) {
        String pad = " ".repeat(width - cell.length());
        String safe = cell.replaceAll("\\p{Cntrl}", "?"); // anybody may choose a group's or a member's name
        return right ? pad + safe : safe + pad;
    }
}
