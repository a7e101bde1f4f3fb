package io.seckill.backend.database;

import static java.util.stream.Collectors.joining;

import io.vertx.pgclient.PgException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a failure of PostgreSQL is about: only what is known to be the statement's own is held against it. */
public enum Trouble {
    /** Its values, or a rule of the tables, are against it; another one may go well. */
    OWN,
    /** It met another one, and all it did was taken back: it may go well at once. */
    MET_ANOTHER,
    /** It waited too long for another one's lock, or for its turn: it may go well later. */
    BLOCKED,
    /** The server, its connection, its rights or its tables: it would go no better for another one. */
    SERVER;

    /** Data exceptions, constraints, checks of views, limits of rows and keys, and what functions and triggers raise. */
    private static final Set<String> OWN_CLASSES = Set.of("21", "22", "23", "44", "54", "P0");

    /** Unique key, as of a copy at work at the same time; serialization, deadlock. */
    private static final Set<String> MEETINGS = Set.of("23505", "40001", "40P01");

    /** Lock and statement timeouts. */
    private static final Set<String> TIMEOUTS = Set.of("55P03", "57014");

    /** Read-only; a prepared statement that no longer fits the tables, or is not there. */
    private static final Set<String> STALE = Set.of("25006", "0A000", "26000");

    private static final int LINES = 4; // of a message that is not PostgreSQL's own

    /** What {@code failure} of a statement is about. */
    public static Trouble of(Throwable failure) {
        if (failure instanceof IllegalArgumentException || failure instanceof ClassCastException) {
            return OWN; // the client could not even write it
        }
        if (!(failure instanceof PgException refused) || refused.getSqlState() == null || ended(refused)) {
            return SERVER;
        }
        String state = refused.getSqlState();
        if (MEETINGS.contains(state)) {
            return MET_ANOTHER;
        }
        if (TIMEOUTS.contains(state)) {
            return BLOCKED;
        }
        return state.length() == 5 && OWN_CLASSES.contains(state.substring(0, 2)) ? OWN : SERVER;
    }

    /** Whether the server ended the connection, or did not let it begin. */
    private static boolean ended(PgException refused) {
        String severity = String.valueOf(refused.getSeverity());
        return severity.equals("FATAL") || severity.equals("PANIC");
    }

    /**
     * Whether {@code failure} may be the connection's alone, and new ones may do better: it leads to a server that has become
     * a standby, or hangs, or began under settings that no longer are.
     */
    public static boolean staleConnection(Throwable failure) {
        boolean stale = failure instanceof PgException refused && STALE.contains(String.valueOf(refused.getSqlState()));
        return stale || failure instanceof TimeoutException;
    }

    /** One plain line: which server, and what it says. */
    public static String line(PostgresSettings settings, @Nullable Throwable failure) {
        return settings.name() + ": " + words(failure);
    }

    private static String words(@Nullable Throwable failure) {
        if (failure instanceof PgException refused && refused.getErrorMessage() != null) {
            return refused.getErrorMessage() + " (" + refused.getSqlState() + ")" + hint(refused);
        }
        if (failure instanceof TimeoutException) {
            return "does not answer";
        }
        String text = failure == null ? null : failure.getMessage();
        return text == null
                ? String.valueOf(failure)
                : text.lines()
                        .map(String::strip)
                        .filter(line -> line.matches(".*\\w.*"))
                        .limit(LINES)
                        .collect(joining("; "));
    }

    private static String hint(PgException refused) {
        return "08P01".equals(refused.getSqlState()) ? "; behind a pooler set postgres.pooler" : "";
    }
}
