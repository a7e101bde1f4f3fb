package io.seckill.e2e.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/**
 * The gateway's OpenAPI document, as something that answers are held against; safe for all threads.
 *
 * <p>The library's own validator of answers knows neither {@code application/problem+json} nor
 * {@code text/event-stream}; what it resolves and its schemas are used, and what an answer is made of is looked up here.
 */
public final class Contract {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /** Where an answer has one of these, the document must say so. */
    private static final Set<String> TOLD_HEADERS =
            Set.of("X-Request-Id", "Location", "Retry-After", "WWW-Authenticate", "Preference-Applied", "Link");

    /** What the document says, in its description, of all paths and of those that there are not. */
    private static final Set<String> ANYWHERE = Set.of(
            "404 NOT_FOUND",
            "405 METHOD_NOT_ALLOWED",
            "400 INVALID_REQUEST",
            "403 FORBIDDEN",
            "408 REQUEST_TIMEOUT",
            "414 URI_TOO_LONG",
            "421 UNKNOWN_HOST",
            "431 HEADERS_TOO_LARGE");

    private final SchemaRepository schemas;
    private final OutputUnit formal;

    /** By method and path, such as {@code GET /v1/items}; every reference in them is resolved. */
    private final Map<String, JsonObject> operations = new TreeMap<>();

    private final Map<String, Validator> validators = new ConcurrentHashMap<>();
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    /** Reads the document that the gateway serves. */
    public Contract(Vertx vertx) {
        JsonObject document = read();
        schemas = Now.get(OpenAPIVersion.V3_1.getRepository(vertx, "https://seckill.example/openapi/"));
        formal = Now.get(OpenAPIVersion.V3_1.validateContract(vertx, schemas, document));
        JsonObject paths =
                Now.get(OpenAPIVersion.V3_1.resolve(vertx, schemas, document)).getJsonObject("paths");
        // The library leaves notes of its own beside the paths and statuses.
        paths.fieldNames().stream()
                .filter(path -> path.startsWith("/"))
                .forEach(path -> addOperations(path, paths.getJsonObject(path)));
    }

    private void addOperations(String path, JsonObject methods) {
        methods.fieldNames().stream()
                .filter(METHODS::contains)
                .forEach(method ->
                        operations.put(method.toUpperCase(Locale.ROOT) + " " + path, methods.getJsonObject(method)));
    }

    /** What OpenAPI's own schema says of the document. */
    public OutputUnit formal() {
        return formal;
    }

    /** Every operation, such as {@code GET /v1/items}. */
    public Collection<String> operations() {
        return operations.keySet();
    }

    /** Every answer in the document, such as {@code GET /v1/items 200}. */
    public Set<String> documented() {
        Set<String> all = new TreeSet<>();
        operations.forEach((operation, about) -> about.getJsonObject("responses").fieldNames().stream()
                .filter(status -> status.matches("\\d{3}"))
                .forEach(status -> all.add(operation + " " + status)));
        return all;
    }

    /** Those of them that have been given so far. */
    public Set<String> seen() {
        return seen;
    }

    /** The scopes that a token needs for {@code operation}; nothing where no token is needed. */
    public Optional<List<?>> scopes(String operation) {
        JsonArray security = operations.get(operation).getJsonArray("security", new JsonArray("[{\"bearer\": []}]"));
        return security.stream()
                .findFirst()
                .map(JsonObject.class::cast)
                .map(first -> first.getJsonArray("bearer").getList());
    }

    /** Throws {@link AssertionError} unless {@code answer} is one that the document allows to {@code method path}. */
    Answer check(HttpMethod method, String path, Answer answer) {
        String bare = path.replaceAll("[?#].*", "");
        for (Map.Entry<String, JsonObject> operation : operations.entrySet()) {
            if (matches(operation.getKey(), method + " " + bare)) {
                check(operation.getKey() + " " + answer.status(), operation.getValue(), answer);
                return answer;
            }
        }
        if (!ANYWHERE.contains(answer.outcome())) {
            throw new AssertionError(method + " " + bare + " is answered " + answer.outcome() + ", but not documented");
        }
        return answer;
    }

    private void check(String what, JsonObject operation, Answer answer) {
        JsonObject response = operation.getJsonObject("responses").getJsonObject(Integer.toString(answer.status()));
        if (response == null && ANYWHERE.contains(answer.outcome())) {
            return;
        }
        if (response == null) {
            throw new AssertionError(what + " is not documented: " + answer.body());
        }
        JsonObject headers = response.getJsonObject("headers", new JsonObject());
        for (String header : TOLD_HEADERS) {
            String value = answer.header(header);
            if (!value.isEmpty()) {
                checkHeader(what + " " + header, headers.getJsonObject(header), value);
            }
        }
        JsonObject content = response.getJsonObject("content", new JsonObject());
        if (content.isEmpty() && answer.body().length() == 0) {
            seen.add(what);
            return;
        }
        String type = answer.header("Content-Type").replaceAll(" *;.*", "");
        JsonObject media = content.getJsonObject(type);
        if (media == null) {
            throw new AssertionError(what + " has the undocumented media type " + type);
        }
        checkValue(what + " " + type, media.getJsonObject("schema"), value(type, answer.body()));
        seen.add(what);
    }

    private void checkHeader(String what, JsonObject header, String value) {
        if (header == null) {
            throw new AssertionError(what + " is not documented: " + value);
        }
        JsonObject schema = header.getJsonObject("schema");
        checkValue(what, schema, "integer".equals(schema.getString("type")) ? Long.valueOf(value) : value);
    }

    private void checkValue(String what, JsonObject schema, Object value) {
        OutputUnit verdict = validators
                .computeIfAbsent(what, first -> schemas.validator(JsonSchema.of(schema)))
                .validate(value);
        if (!verdict.getValid()) {
            throw new AssertionError(what + " does not fit its schema: " + verdict.toJson() + "\n" + value);
        }
    }

    private static Object value(String type, Buffer body) {
        return type.endsWith("json") ? Json.decodeValue(body) : body.toString();
    }

    private static boolean matches(String operation, String call) {
        String pattern = Arrays.stream(operation.split("\\{[^}]*}", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[^/]+"));
        return call.matches(pattern);
    }

    private static JsonObject read() {
        try (InputStream in = Contract.class.getClassLoader().getResourceAsStream("openapi.yaml")) {
            Map<String, Object> document = new Yaml().load(in);
            return new JsonObject(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
