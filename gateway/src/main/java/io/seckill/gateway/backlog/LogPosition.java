package io.seckill.gateway.backlog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a command stands.
 *
 * <p>Written {@code queue-offset} into a request's {@code Location}, so that any gateway can say how far it is from being
 * decided, and none has to remember it. Only what is shown hangs on it, never an outcome.
 *
 * @param queue the partition of the request topic
 * @param offset the offset in it
 */
public record LogPosition(int queue, long offset) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})-(\\d{1,18})");

    /** Reads a place, or returns null where {@code text} is none. */
    public static @Nullable LogPosition parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? new LogPosition(Integer.parseInt(form.group(1)), Long.parseLong(form.group(2))) : null;
    }

    @Override
    public String toString() {
        return queue + "-" + offset;
    }
}
