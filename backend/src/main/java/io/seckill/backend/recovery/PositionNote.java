package io.seckill.backend.recovery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a backend that decides by the ledger writes beside a queue's position.
 *
 * @param logTime the log's time there, in milliseconds since the Unix epoch; 0 where it is not said
 * @param inLedger whether the ledger says the position too, as it does since {@link Anchor} is written
 */
public record PositionNote(long logTime, boolean inLedger) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})( ledger)?"); // older ones are the time alone

    /** Reads the metadata of a committed offset; 0 and false where it says nothing. */
    public static PositionNote parse(String metadata) {
        Matcher form = FORM.matcher(metadata);
        return form.matches()
                ? new PositionNote(Long.parseLong(form.group(1)), form.group(2) != null)
                : new PositionNote(0, false);
    }

    public String print() {
        return logTime + (inLedger ? " ledger" : "");
    }
}
