package io.seckill.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What an operator wrote, as the kind that the setting is: its shipped default shows whether that is a text, a number, a
 * list or a map.
 *
 * <p>YAML gives structure only. Each scalar in it stays the text that was written, for YAML's own types change passwords:
 * {@code 0123} would be 83, {@code 1_000} would be 1000 and {@code no} false.
 */
final class Values {
    private static final JsonMapper JSON = new JsonMapper();

    private Values() {}

    /** One value of the environment or the command line: YAML where {@code shipped} is a list or a map, else a text. */
    static JsonNode written(@Nullable JsonNode shipped, String text) {
        return shipped == null || !shipped.isContainerNode() ? TextNode.valueOf(text) : yaml(text);
    }

    /** {@code text} as maps, lists and texts; {@link IllegalArgumentException} says why it is none, in one line. */
    static JsonNode yaml(String text) {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        DumperOptions unused = new DumperOptions();
        Yaml yaml = new Yaml(new SafeConstructor(limits), new Representer(unused), unused, limits, new Resolver() {
            @Override
            protected void addImplicitResolvers() {
                // None: a plain scalar is a text.
            }
        });
        try {
            Object read = yaml.load(text);
            return read == null ? NullNode.getInstance() : JSON.valueToTree(read);
        } catch (MarkedYAMLException e) {
            // Its message quotes the line, which may hold a password.
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new IllegalArgumentException("is no valid YAML: line " + line + ": " + oneLine(e.getProblem()), e);
        } catch (YAMLException e) {
            throw new IllegalArgumentException("is no valid YAML: " + oneLine(e.getMessage()), e);
        }
    }

    /** {@code value}, of texts, as the kind of {@code shipped}; {@link IllegalArgumentException} says what it must be. */
    static JsonNode typed(JsonNode shipped, JsonNode value) {
        if (shipped.isArray()) {
            return checked(value.isArray() && allTexts(value), value, "a list of texts, such as [a, b]");
        }
        if (shipped instanceof ObjectNode) {
            return checked(value.isObject() && allTexts(value), value, "a map of texts, such as {a.b: c}");
        }
        checked(value.isTextual(), value, "one value");
        if (shipped.isIntegralNumber()) {
            return LongNode.valueOf(number(value));
        }
        if (shipped.isFloatingPointNumber()) {
            checked(value.asText().matches("\\d{1,9}(\\.\\d{1,9})?"), value, "a number, such as 0.01");
            return DoubleNode.valueOf(Double.parseDouble(value.asText()));
        }
        if (shipped.isBoolean()) {
            checked(value.asText().matches("true|false"), value, "true or false");
            return BooleanNode.valueOf(value.asText().equals("true"));
        }
        return value;
    }

    private static long number(JsonNode value) {
        String text = value.asText();
        // As people count: 010 is neither 8, as in YAML, nor surely meant as 10.
        checked(text.matches("0|-?[1-9]\\d{0,17}"), value, "a whole number, such as 8080");
        return Long.parseLong(text);
    }

    private static JsonNode checked(boolean fits, JsonNode value, String kind) {
        if (!fits) {
            String found = switch (value.getNodeType()) {
                case STRING -> "\"" + value.asText() + "\"";
                case ARRAY -> "a list";
                case OBJECT -> "a map";
                default -> "empty";
            };
            throw new IllegalArgumentException("must be " + kind + ", but is " + found);
        }
        return value;
    }

    private static boolean allTexts(JsonNode container) {
        return StreamSupport.stream(container.spliterator(), false).allMatch(JsonNode::isTextual);
    }

    static String oneLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
