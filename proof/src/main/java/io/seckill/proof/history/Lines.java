package io.seckill.proof.history;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Lines as JSON: the fields are the records' components, {@code type} says which record. */
final class Lines {
    private Lines() {}

    static JsonObject encode(Line line) {
        JsonObject json = new JsonObject().put("at", line.at());
        if (line instanceof Line.Asked asked) {
            json.put("type", "asked")
                    .put("operation", asked.operation())
                    .put("client", asked.client())
                    .put("gateway", asked.gateway());
            encode(asked.call(), json);
        } else if (line instanceof Line.Answered answered) {
            json.put("type", "answered").put("operation", answered.operation()).put("status", answered.status());
            if (answered.body() != null) {
                json.put("body", answered.body());
            }
            put(json, "request", answered.request());
        } else if (line instanceof Line.Lost lost) {
            json.put("type", "lost").put("operation", lost.operation()).put("reason", lost.reason());
        } else if (line instanceof Line.Fault fault) {
            json.put("type", "fault")
                    .put("fault", fault.fault())
                    .put("begins", fault.begins())
                    .put("kind", fault.kind())
                    .put("target", fault.target());
        } else if (line instanceof Line.Served served) {
            json.put("type", "served").put("queue", served.queue()).put("sent", served.sent());
        } else if (line instanceof Line.Crashed crashed) {
            json.put("type", "crashed").put("process", crashed.process());
        } else if (line instanceof Line.Setup setup) {
            json.put("type", "setup")
                    .put("seed", setup.seed())
                    .put("profile", setup.profile())
                    .put("store", setup.store())
                    .put("queues", setup.queues());
        }
        return json;
    }

    private static void encode(Call call, JsonObject json) {
        json.put("call", call.kind().name()).put("item", call.item());
        put(json, "user", call.user());
        put(json, "request", call.request());
        put(json, "order", call.order());
        put(json, "key", call.key());
        json.put("quantity", call.quantity()).put("perUser", call.perUser()).put("holdMillis", call.holdMillis());
    }

    private static void put(JsonObject json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    static Line decode(JsonObject json) {
        long at = json.getLong("at");
        String type = json.getString("type");
        return switch (type) {
            case "asked" ->
                new Line.Asked(
                        at,
                        json.getLong("operation"),
                        json.getInteger("client"),
                        json.getInteger("gateway"),
                        call(json));
            case "answered" ->
                new Line.Answered(
                        at,
                        json.getLong("operation"),
                        json.getInteger("status"),
                        json.getString("body"),
                        json.getString("request"));
            case "lost" -> new Line.Lost(at, json.getLong("operation"), json.getString("reason"));
            case "fault" ->
                new Line.Fault(
                        at,
                        json.getLong("fault"),
                        json.getBoolean("begins"),
                        json.getString("kind"),
                        json.getString("target"));
            case "served" -> new Line.Served(at, json.getInteger("queue"), json.getLong("sent"));
            case "crashed" -> new Line.Crashed(at, json.getString("process"));
            case "setup" ->
                new Line.Setup(
                        at,
                        json.getLong("seed"),
                        json.getString("profile"),
                        json.getString("store"),
                        json.getInteger("queues"));
            default -> throw new IllegalArgumentException("no line of a history: " + type);
        };
    }

    private static Call call(JsonObject json) {
        return new Call(
                Call.Kind.valueOf(json.getString("call")),
                json.getString("item"),
                json.getString("user"),
                json.getString("request"),
                json.getString("order"),
                json.getString("key"),
                json.getInteger("quantity"),
                json.getInteger("perUser"),
                json.getLong("holdMillis"));
    }
}
