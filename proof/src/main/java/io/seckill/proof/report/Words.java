package io.seckill.proof.report;

import io.seckill.proof.history.Call;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How both reports put things. */
final class Words {
    private Words() {}

    /** What was asked, on one line. */
    static String call(Call call) {
        StringBuilder words = new StringBuilder(call.kind().name()).append(' ').append(call.item());
        if (call.kind() == Call.Kind.PUT_ITEM) {
            words.append(", stock ").append(call.quantity());
            words.append(", ").append(call.perUser()).append(" per user");
            if (call.holdMillis() > 0) {
                words.append(", held for ").append(call.holdMillis()).append(" ms");
            }
        } else if (call.quantity() > 0) {
            words.append(" × ").append(call.quantity());
        }
        add(words, "user", call.user());
        add(words, "key", call.key());
        add(words, "request", call.request());
        add(words, "order", call.order());
        return words.toString();
    }

    private static void add(StringBuilder words, String name, @Nullable String value) {
        if (value != null) {
            words.append(", ").append(name).append(' ').append(value);
        }
    }

    /** What came back, and the request's id where the body does not say it; {@code lost} is why nothing did. */
    static String outcome(Operation operation, @Nullable String lost) {
        Line.Answered answered = operation.answered();
        if (answered == null) {
            return lost == null ? "neither an answer nor an end" : lost;
        }
        String body = answered.body() == null ? "" : answered.body();
        String request = answered.request();
        return request == null || body.contains(request) ? body : body + ", request " + request;
    }

    /** {@code text} with its first {@code most} characters. */
    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + " …";
    }

    /** A time of the campaign. */
    static String seconds(long nanos) {
        return nanos == Long.MAX_VALUE ? "never" : String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
    }
}
