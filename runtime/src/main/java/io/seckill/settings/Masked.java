package io.seckill.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** Settings as they may be shown. */
final class Masked {
    private static final String MASK = "********";
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|passphrase|secret|token|jaas|credential).*");

    /** In a map of any keys another library says what its keys mean, so that only those known to be harmless are shown. */
    private static final Pattern HARMLESS = Pattern.compile("client\\.(id|rack|dns\\.lookup)|acks"
            + "|.*\\.(protocol|protocols|mechanism|type|algorithm|location|ms|bytes|size|records|count)");

    private Masked() {}

    /** Whether the value of a setting called {@code name} must not be shown; the name of a file may be. */
    static boolean isSecret(String name) {
        return SECRET.matcher(name).matches() && !name.endsWith("File");
    }

    /** A copy of {@code node}, whose defaults are {@code shipped}, without secrets. */
    static ObjectNode of(ObjectNode node, ObjectNode shipped) {
        ObjectNode copy = node.deepCopy();
        boolean anyKey = shipped.isEmpty();
        for (var field : node.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean secret =
                    isSecret(name) || (anyKey && !HARMLESS.matcher(name).matches());
            if (value instanceof ObjectNode inner) {
                copy.set(name, of(inner, (ObjectNode) shipped.get(name)));
            } else if (secret && !value.asText().isEmpty()) {
                copy.put(name, MASK);
            }
        }
        return copy;
    }
}
