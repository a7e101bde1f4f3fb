package io.seckill.proof.history;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What clients did and saw in one campaign, with its faults, in the order of their times. */
public record History(List<Line> lines) {
    /** Takes {@code lines} as they are. */
    public History {
        lines = List.copyOf(lines);
    }

    /** Reads the JSON lines of {@code file}; a last line that a crash has cut short is left out. */
    public static History read(Path file) throws IOException {
        try (Stream<String> text = Files.lines(file)) {
            return new History(text.filter(line -> line.endsWith("}"))
                    .map(JsonObject::new)
                    .map(Lines::decode)
                    .toList());
        }
    }

    /** Writes all of it to {@code file} as JSON lines. */
    public void write(Path file) throws IOException {
        Files.write(
                file, lines.stream().map(line -> Lines.encode(line).encode()).toList());
    }

    /** The first line. */
    public Line.Setup setup() {
        return only(Line.Setup.class).get(0);
    }

    /** All lines of one kind. */
    public <T extends Line> List<T> only(Class<T> kind) {
        return lines.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Calls with their answers, in the order in which they were asked. */
    public List<Operation> operations() {
        Map<Long, Operation> operations = new LinkedHashMap<>();
        for (Line line : lines) {
            if (line instanceof Line.Asked asked) {
                operations.put(asked.operation(), new Operation(asked, null, Long.MAX_VALUE));
            } else if (line instanceof Line.Answered answered) {
                operations.computeIfPresent(
                        answered.operation(), (id, open) -> new Operation(open.asked(), answered, answered.at()));
            } else if (line instanceof Line.Lost lost) {
                operations.computeIfPresent(
                        lost.operation(), (id, open) -> new Operation(open.asked(), null, lost.at()));
            }
        }
        return new ArrayList<>(operations.values());
    }
}
