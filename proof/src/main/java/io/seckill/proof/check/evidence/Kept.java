package io.seckill.proof.check.evidence;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What topics and tables held, as text that a person can read and a later check can load.
 *
 * @param rows each with its columns, and {@code table}, which names where it is from
 */
public record Kept(List<TopicRecord> records, List<JsonObject> rows) {
    private static final String RECORDS = "topics.jsonl";
    private static final String ROWS = "tables.jsonl";

    /** Takes both as they are. */
    public Kept {
        records = List.copyOf(records);
        rows = List.copyOf(rows);
    }

    /** Writes two files of JSON lines to {@code folder}. */
    public void save(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve(RECORDS),
                records.stream().map(record -> encode(record).encode()).toList());
        Files.write(folder.resolve(ROWS), rows.stream().map(JsonObject::encode).toList());
    }

    /**
     * Reads what {@link #save} wrote; a campaign without a database needs no file of rows.
     *
     * @throws NoSuchFileException where the records are not there
     */
    public static Kept load(Path folder) throws IOException {
        Path topics = folder.resolve(RECORDS);
        if (!Files.exists(topics)) {
            throw new NoSuchFileException(topics.toString(), null, "what topics held is not there");
        }
        return new Kept(lines(topics).stream().map(Kept::decode).toList(), lines(folder.resolve(ROWS)));
    }

    /** Those of {@code topic}, those of a partition in their order. */
    List<TopicRecord> of(String topic) {
        return records.stream()
                .filter(record -> record.topic().equals(topic) && !record.isTrouble())
                .toList();
    }

    /** Why a topic could not be read to its end, by its name. */
    Map<String, String> unreadable() {
        return records.stream()
                .filter(TopicRecord::isTrouble)
                .collect(Collectors.toMap(TopicRecord::topic, each -> String.valueOf(each.text())));
    }

    /** Those of {@code table}. */
    List<JsonObject> rowsOf(String table) {
        return rows.stream().filter(row -> row.getString("table").equals(table)).toList();
    }

    private static List<JsonObject> lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new ArrayList<>();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(JsonObject::new).toList();
        }
    }

    private static JsonObject encode(TopicRecord record) {
        JsonObject headers = new JsonObject();
        record.headers().forEach(headers::put);
        return new JsonObject()
                .put("topic", record.topic())
                .put("partition", record.partition())
                .put("offset", record.offset())
                .put("timestamp", record.timestamp())
                .put("key", record.key())
                .put("headers", headers)
                .put("text", record.text());
    }

    private static TopicRecord decode(JsonObject json) {
        Map<String, String> headers = new HashMap<>();
        json.getJsonObject("headers")
                .forEach(header -> headers.put(header.getKey(), String.valueOf(header.getValue())));
        return new TopicRecord(
                json.getString("topic"),
                json.getInteger("partition"),
                json.getLong("offset"),
                json.getLong("timestamp"),
                json.getString("key"),
                headers,
                json.getString("text"));
    }
}
