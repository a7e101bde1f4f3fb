package io.seckill.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The effective settings of one process: shipped defaults, under a file, under the environment, under the command line.
 *
 * <p>The defaults, a YAML resource per section, are the list of what exists. Each layer may only change what is there,
 * but for an empty map, which takes any key. Every failure is a {@link SettingsException}.
 */
public final class Settings {
    /** Every process's section, so that one file can serve them all and still be checked for unknown names. */
    private static final Set<String> SECTIONS = Set.of("gateway", "backend", "projector", "broker");

    private static final String ENVIRONMENT_PREFIX = "SECKILL_";
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|jaas).*");

    private static final YAMLFactory YAML_FACTORY = YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();
    private static final JsonMapper YAML = JsonMapper.builder(YAML_FACTORY)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(Duration.class, new Durations()))
            .build();

    private final ObjectNode tree;

    private Settings(ObjectNode tree) {
        this.tree = tree;
    }

    /** The defaults in {@code resources}, YAML files on {@code loader}'s class path that hold different sections. */
    public static Settings defaults(ClassLoader loader, String... resources) {
        ObjectNode all = YAML.createObjectNode();
        for (String resource : resources) {
            try (InputStream in = loader.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new SettingsException("no default settings " + resource + " on the class path");
                }
                all.setAll((ObjectNode) YAML.readTree(in));
            } catch (IOException e) {
                throw new SettingsException("cannot read the default settings " + resource + ": " + e.getMessage(), e);
            }
        }
        return new Settings(all);
    }

    /** These settings with those of {@code file} laid over them; other processes' sections in it are passed over. */
    public Settings withFile(Path file) {
        JsonNode read;
        try {
            read = YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new SettingsException(file + " is no valid YAML: " + oneLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new SettingsException("cannot read the settings file " + file, e);
        }
        if (read.isMissingNode() || read.isNull()) {
            return this;
        }
        if (!(read instanceof ObjectNode sections)) {
            throw new SettingsException(file + " must hold a map of sections: " + new TreeSet<>(SECTIONS));
        }
        ObjectNode mine = sections.deepCopy();
        SECTIONS.stream().filter(section -> !tree.has(section)).forEach(mine::remove);
        return merged(mine, file.toString());
    }

    /**
     * These settings with the variables of {@code environment} laid over them: {@code SECKILL_GATEWAY_HTTP_PORT} is
     * {@code gateway.http.port}. An unknown variable of one of this process's sections is refused.
     */
    public Settings withEnvironment(Map<String, String> environment) {
        Map<String, String> known =
                paths(tree, "").stream().collect(Collectors.toMap(Settings::variableOf, path -> path));
        Settings result = this;
        for (var variable : environment.entrySet()) {
            String path = known.get(variable.getKey());
            if (path != null) {
                result = result.with(path, variable.getValue(), variable.getKey());
            } else if (ofMySection(variable.getKey())) {
                throw new SettingsException(variable.getKey() + " in the environment is no setting of this process");
            }
        }
        return result;
    }

    /** These settings with {@code override}, written {@code path=value}, laid over them. */
    public Settings withOverride(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new SettingsException("--set takes path=value, such as gateway.http.port=8080, not " + override);
        }
        return with(override.substring(0, equals), override.substring(equals + 1), "--set");
    }

    /** Binds the section {@code name} to a new {@code type}, whose constructor checks the bounds. */
    public <T> T section(String name, Class<T> type) {
        try {
            return YAML.treeToValue(tree.required(name), type);
        } catch (JsonMappingException e) {
            String path = e.getPath().stream()
                    .map(reference -> reference.getFieldName() == null
                            ? "[" + reference.getIndex() + "]"
                            : reference.getFieldName())
                    .collect(Collectors.joining("."));
            Throwable cause = e.getCause() instanceof IllegalArgumentException bound ? bound : null;
            String why = cause == null ? e.getOriginalMessage() : cause.getMessage();
            throw new SettingsException(name + (path.isEmpty() ? "" : "." + path) + ": " + oneLine(why), e);
        } catch (JsonProcessingException e) {
            throw new SettingsException(name + ": " + oneLine(e.getOriginalMessage()), e);
        }
    }

    /** The effective settings as YAML, every secret masked. */
    public String print() {
        try {
            return YAML.writeValueAsString(masked(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    /** Every setting's path, such as {@code gateway.http.port}, in the order of the defaults. */
    public List<String> paths() {
        return paths(tree, "");
    }

    private Settings with(String path, String value, String source) {
        try {
            JsonNode node = value.isEmpty() ? TextNode.valueOf("") : YAML.readTree(value);
            List<String> names = List.of(path.split("\\."));
            for (int i = names.size() - 1; i >= 0; i--) {
                node = YAML.createObjectNode().set(names.get(i), node);
            }
            return merged((ObjectNode) node, source);
        } catch (JsonProcessingException e) {
            throw new SettingsException(source + ": the value of " + path + " is no valid YAML", e);
        }
    }

    private Settings merged(ObjectNode over, String source) {
        ObjectNode copy = tree.deepCopy();
        merge(copy, over, "", source);
        return new Settings(copy);
    }

    private static void merge(ObjectNode base, ObjectNode over, String at, String source) {
        boolean free = base.isEmpty();
        for (var change : over.properties()) {
            String path = at.isEmpty() ? change.getKey() : at + "." + change.getKey();
            JsonNode standing = base.get(change.getKey());
            if (standing == null && !free) {
                throw new SettingsException(source + ": unknown setting " + path + "; known there: " + names(base));
            }
            if (standing instanceof ObjectNode inner) {
                if (!(change.getValue() instanceof ObjectNode innerOver)) {
                    throw new SettingsException(source + ": " + path + " is a group of settings, not a value");
                }
                merge(inner, innerOver, path, source);
            } else {
                base.set(change.getKey(), change.getValue());
            }
        }
    }

    private static List<String> paths(ObjectNode node, String at) {
        List<String> paths = new ArrayList<>();
        for (var field : node.properties()) {
            String path = at.isEmpty() ? field.getKey() : at + "." + field.getKey();
            if (field.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                paths.addAll(paths(inner, path));
            } else {
                paths.add(path);
            }
        }
        return paths;
    }

    /** {@code gateway.http.idleTimeout} -> {@code SECKILL_GATEWAY_HTTP_IDLE_TIMEOUT}. */
    static String variableOf(String path) {
        return ENVIRONMENT_PREFIX
                + path.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private boolean ofMySection(String variable) {
        return tree.properties().stream().anyMatch(section -> variable.startsWith(variableOf(section.getKey()) + "_"));
    }

    private static ObjectNode masked(ObjectNode node) {
        ObjectNode copy = node.deepCopy();
        for (var field : node.properties()) {
            if (field.getValue() instanceof ObjectNode inner) {
                copy.set(field.getKey(), masked(inner));
            } else if (SECRET.matcher(field.getKey()).matches()
                    && !field.getValue().asText().isEmpty()) {
                copy.put(field.getKey(), "********");
            }
        }
        return copy;
    }

    private static Set<String> names(ObjectNode node) {
        return node.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
