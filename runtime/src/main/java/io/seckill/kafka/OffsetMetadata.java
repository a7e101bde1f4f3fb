package io.seckill.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a backend writes beside a queue's position when it commits it, for its successor and for whoever watches.
 *
 * @param retryPosition where the queue's partition of the retry topic is to be read from
 * @param inFlight attempts that ran
 * @param holes records that were not decided while later ones were
 * @param retries records in the retry queue
 * @param firstRetry the offset at which the first of those stood in the queue itself; nothing where there are none
 */
public record OffsetMetadata(long retryPosition, int inFlight, int holes, int retries, long firstRetry) {
    /** Nothing was written, or nothing that is understood. */
    public static final OffsetMetadata NONE = new OffsetMetadata(0, 0, 0, 0, 0);

    private static final Pattern FORM =
            Pattern.compile("retryPosition=(\\d{1,18}) inFlight=(\\d{1,9}) holes=(\\d{1,9}) retries=(\\d{1,9})"
                    + "(?: firstRetry=(\\d{1,18}))?"); // older ones do not say

    /** Reads the metadata of a committed position. */
    public static OffsetMetadata parse(String metadata) {
        Matcher form = FORM.matcher(metadata);
        return form.matches()
                ? new OffsetMetadata(
                        Long.parseLong(form.group(1)),
                        Integer.parseInt(form.group(2)),
                        Integer.parseInt(form.group(3)),
                        Integer.parseInt(form.group(4)),
                        form.group(5) == null ? 0 : Long.parseLong(form.group(5)))
                : NONE;
    }

    /** The metadata to commit. */
    public String print() {
        return "retryPosition=" + retryPosition + " inFlight=" + inFlight + " holes=" + holes + " retries=" + retries
                + " firstRetry=" + firstRetry;
    }

    /** The offset before which every record of the queue is decided, where its position is {@code position}. */
    public long decidedBefore(long position) {
        return retries == 0 ? position : Math.min(position, firstRetry);
    }
}
