package io.seckill.e2e.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rights that the documentation lists. */
final class AccessList {
    /** Where it does so. */
    static final Path PAGE = Path.of("..", "docs", "security.md");

    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| (\\w+) \\| (any|ledger|postgres) \\| (topic|group|transactional id) \\| `(\\S+)` \\| ([\\w, ]+) \\|");

    private AccessList() {}

    /** One operation of one row, for a backend's {@code store}. */
    record Entry(String user, String store, ResourceType on, String name, AclOperation may) {
        boolean isFor(String deciding) {
            return store.equals("any") || store.equals(deciding);
        }

        /** As Kafka takes it. */
        AclBinding binding() {
            boolean prefix = name.endsWith("*");
            return new AclBinding(
                    new ResourcePattern(
                            on,
                            prefix ? name.substring(0, name.length() - 1) : name,
                            prefix ? PatternType.PREFIXED : PatternType.LITERAL),
                    new AccessControlEntry("User:" + user, "*", may, AclPermissionType.ALLOW));
        }

        @Override
        public String toString() {
            return user + " (" + store + "): " + may + " " + on + " " + name;
        }
    }

    /** All entries for a backend of {@code store}: "ledger" or "postgres". */
    static List<Entry> of(String store) {
        return all().stream().filter(entry -> entry.isFor(store)).toList();
    }

    private static Stream<MatchResult> rows() {
        try {
            return ROW.matcher(Files.readString(PAGE)).results();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All entries. */
    static List<Entry> all() {
        return rows().flatMap(AccessList::entries).toList();
    }

    private static Stream<Entry> entries(MatchResult row) {
        ResourceType on = ResourceType.fromString(row.group(3).replace(' ', '_'));
        return Stream.of(row.group(5).split(", "))
                .map(may -> new Entry(row.group(1), row.group(2), on, row.group(4), operation(may)));
    }

    private static AclOperation operation(String may) {
        AclOperation operation = AclOperation.fromString(may.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
        if (operation == AclOperation.UNKNOWN) {
            throw new AssertionError("Kafka knows no " + may);
        }
        return operation;
    }
}
