package io.seckill.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The effective settings of one process: shipped defaults, under a file, under the environment, under the command line.
 *
 * <p>The defaults, a YAML resource per section, are the list of what exists and of what kind it is. Each layer may only
 * change what is there, but for an empty map, which takes any key. {@link SecretFiles} adds a setting for each secret.
 * Every failure is a {@link SettingsException}.
 */
public final class Settings {
    /** The sections of one process each: one file can serve them all and still be checked for unknown names. */
    private static final Set<String> PROCESSES = Set.of("gateway", "backend", "projector", "broker");

    /** The defaults of the sections that all processes share. */
    private static final String SHARED = "shared.yaml";

    private static final YAMLFactory YAML_FACTORY = YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();
    private static final JsonMapper YAML = JsonMapper.builder(YAML_FACTORY)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(Duration.class, new Durations()))
            .build();

    private final ObjectNode tree;

    /** The defaults, which say what kind each setting is. */
    private final ObjectNode shipped;

    private Settings(ObjectNode tree, ObjectNode shipped) {
        this.tree = tree;
        this.shipped = shipped;
    }

    /**
     * The defaults in {@code resources}, YAML files on {@code loader}'s class path that hold different sections, and those
     * of the sections that all processes share.
     */
    public static Settings defaults(ClassLoader loader, String... resources) {
        ObjectNode all = shipped(loader, SHARED);
        for (String resource : resources) {
            all.setAll(shipped(loader, resource));
        }
        SecretFiles.declare(all);
        return new Settings(all, all);
    }

    private static ObjectNode shipped(ClassLoader loader, String resource) {
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new SettingsException("no default settings " + resource + " on the class path");
            }
            return (ObjectNode) YAML.readTree(in);
        } catch (IOException e) {
            throw new SettingsException("cannot read the default settings " + resource + ": " + e.getMessage(), e);
        }
    }

    /** These settings with those of {@code file} laid over them; other processes' sections in it are passed over. */
    public Settings withFile(Path file) {
        JsonNode read;
        try {
            read = Values.yaml(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new SettingsException(file + " " + e.getMessage(), e);
        } catch (IOException e) {
            throw new SettingsException("cannot read the settings file " + file, e);
        }
        if (read.isNull()) {
            return this;
        }
        if (!(read instanceof ObjectNode sections)) {
            throw new SettingsException(file + " must hold a map of sections, such as " + names(tree));
        }
        ObjectNode mine = sections.deepCopy();
        PROCESSES.stream().filter(section -> !tree.has(section)).forEach(mine::remove);
        return merged(mine, file.toString());
    }

    /**
     * These settings with the variables of {@code environment} laid over them: {@code SECKILL_GATEWAY_HTTP_PORT} is
     * {@code gateway.http.port}. An unknown variable of one of this process's sections is refused, unless Kubernetes
     * set it; {@code note} is told where Kubernetes set one that a setting has.
     */
    public Settings withEnvironment(Map<String, String> environment, Consumer<String> note) {
        Map<String, String> known = paths().stream().collect(Collectors.toMap(Environment::variableOf, path -> path));
        Settings result = this;
        for (var entry : environment.entrySet()) {
            String variable = entry.getKey();
            String value = entry.getValue();
            String path = known.get(variable);
            if (path != null && Environment.isServiceUrl(kindOf(path), value)) {
                note.accept(variable + "=" + value + " names a Kubernetes service and is ignored; set " + path
                        + " by --set or --config");
            } else if (path != null) {
                result = result.with(path, value, variable);
            } else if (ofMySection(variable) && !Environment.isOfAService(variable, value)) {
                String instead = Removed.insteadOfVariable(variable);
                String why = instead == null
                        ? " is no setting of this process" + Nearest.hint(variable, known.keySet())
                        : ": " + instead;
                throw new SettingsException(variable + " in the environment" + why);
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

    /**
     * Binds the section {@code name} to a new {@code type}, whose constructor checks the bounds. Its components that are
     * called as a shared section are that section. Secrets are read from their files.
     */
    public <T extends Record> T section(String name, Class<T> type) {
        ObjectNode section = tree.required(name).deepCopy();
        SecretFiles.read(section, (ObjectNode) shipped.required(name), name);
        Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(this::isShared)
                .forEach(shared -> section.set(shared, tree.get(shared)));
        try {
            return YAML.treeToValue(section, type);
        } catch (JsonMappingException e) {
            String path = e.getPath().stream()
                    .map(reference -> reference.getFieldName() == null
                            ? "[" + reference.getIndex() + "]"
                            : reference.getFieldName())
                    .collect(Collectors.joining("."));
            Throwable cause = e.getCause() instanceof IllegalArgumentException bound ? bound : null;
            String why = cause == null ? e.getOriginalMessage() : cause.getMessage();
            throw new SettingsException(fullPath(name, path) + ": " + Values.oneLine(why), e);
        } catch (JsonProcessingException e) {
            throw new SettingsException(name + ": " + Values.oneLine(e.getOriginalMessage()), e);
        }
    }

    private boolean isShared(String section) {
        return tree.has(section) && !PROCESSES.contains(section);
    }

    private String fullPath(String section, String path) {
        String first = path.replaceFirst("\\..*", "");
        return path.isEmpty() ? section : isShared(first) ? path : section + "." + path;
    }

    /** The effective settings as YAML, every secret masked. */
    public String print() {
        try {
            return YAML.writeValueAsString(Masked.of(tree, shipped));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    /** Every setting's path, such as {@code gateway.http.port}, in the order of the defaults. */
    public List<String> paths() {
        return paths(shipped, "");
    }

    private JsonNode kindOf(String path) {
        return shipped.at("/" + path.replace('.', '/'));
    }

    private Settings with(String path, String value, String source) {
        try {
            return merged(nested(shipped, path, value), source);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(source + ": " + path + " " + e.getMessage(), e);
        }
    }

    /** {@code a.b.c=value} as maps within maps; in a map of any keys all that is left is one key, dots and all. */
    private static ObjectNode nested(JsonNode kinds, String path, String value) {
        int dot = path.indexOf('.');
        if (dot < 0 || kinds.isEmpty()) {
            return YAML.createObjectNode().set(path, Values.written(kinds.get(path), value));
        }
        String name = path.substring(0, dot);
        return YAML.createObjectNode().set(name, nested(kinds.path(name), path.substring(dot + 1), value));
    }

    private Settings merged(ObjectNode over, String source) {
        ObjectNode copy = tree.deepCopy();
        merge(copy, shipped, over, "", source);
        return new Settings(copy, shipped);
    }

    private static void merge(ObjectNode base, ObjectNode kinds, ObjectNode over, String at, String source) {
        for (var change : over.properties()) {
            String name = change.getKey();
            String path = at.isEmpty() ? name : at + "." + name;
            JsonNode kind = kinds.get(name);
            if (kind == null) {
                String instead = Removed.instead(firstLeaf(path, change.getValue()));
                String unknown =
                        "unknown setting " + path + Nearest.hint(name, names(kinds)) + "; known there: " + names(kinds);
                throw new SettingsException(source + ": " + (instead == null ? unknown : instead));
            }
            if (isGroup(kind)) {
                if (!(change.getValue() instanceof ObjectNode innerOver)) {
                    throw new SettingsException(source + ": " + path + " is a group of settings, not a value");
                }
                merge((ObjectNode) base.get(name), (ObjectNode) kind, innerOver, path, source);
            } else {
                set(base, name, typed(kind, change.getValue(), path, source));
            }
        }
    }

    /** The path of {@code value} or, where it is a group, of the first setting in it. */
    private static String firstLeaf(String path, JsonNode value) {
        if (!(value instanceof ObjectNode group) || group.isEmpty()) {
            return path;
        }
        var first = group.properties().iterator().next();
        return firstLeaf(path + "." + first.getKey(), first.getValue());
    }

    private static JsonNode typed(JsonNode kind, JsonNode value, String path, String source) {
        try {
            return Values.typed(kind, value);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(source + ": " + path + " " + e.getMessage(), e);
        }
    }

    /** A map of any keys keeps those of the layers below. */
    private static void set(ObjectNode base, String name, JsonNode value) {
        if (value instanceof ObjectNode keys) {
            ((ObjectNode) base.get(name)).setAll(keys);
        } else {
            base.set(name, value);
        }
    }

    private static boolean isGroup(JsonNode kind) {
        return kind.isObject() && !kind.isEmpty();
    }

    private static List<String> paths(ObjectNode node, String at) {
        List<String> paths = new ArrayList<>();
        for (var field : node.properties()) {
            String path = at.isEmpty() ? field.getKey() : at + "." + field.getKey();
            if (isGroup(field.getValue())) {
                paths.addAll(paths((ObjectNode) field.getValue(), path));
            } else {
                paths.add(path);
            }
        }
        return paths;
    }

    private boolean ofMySection(String variable) {
        return shipped.properties().stream()
                .anyMatch(section -> variable.startsWith(Environment.variableOf(section.getKey()) + "_"));
    }

    private static Set<String> names(ObjectNode node) {
        return node.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }
}
