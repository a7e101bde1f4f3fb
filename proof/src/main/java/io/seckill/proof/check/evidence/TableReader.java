package io.seckill.proof.check.evidence;

import io.seckill.testkit.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Reads tables, as JSON that PostgreSQL itself makes of their rows. */
public final class TableReader {
    private final TestPostgres database;

    /** Of {@code database}. */
    public TableReader(TestPostgres database) {
        this.database = database;
    }

    /** What backends have decided, with PostgreSQL as their store in {@code schema}. */
    public List<JsonObject> store(String schema) throws SQLException {
        return read(schema, Rows.STORE, Rows.ITEMS);
    }

    /** What a projector has written to {@code schema}, and how far it has read. */
    public List<JsonObject> projected(String schema) throws SQLException {
        return read(schema, Rows.PROJECTED, Rows.POSITIONS);
    }

    /** Both tables as they are at one moment: one statement sees one. */
    private List<JsonObject> read(String schema, String one, String other) throws SQLException {
        return database
                .ask(Stream.of(one, other)
                        .map(table -> "select row_to_json(t)::jsonb || '{\"table\":\"" + table + "\"}' from " + schema
                                + '.' + table + " t")
                        .reduce((first, second) -> first + " union all " + second)
                        .orElseThrow())
                .stream()
                .map(JsonObject::new)
                .toList();
    }
}
