package io.seckill.http;

import java.util.ArrayList;
import java.util.List;

/** Header fields that hold lists whose parts may be quoted (RFC 9110, 5.6). */
public final class ListField {
    private ListField() {}

    /** The parts of {@code text} between {@code separator}s, of which those in a quoted string are none; at least one. */
    public static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** {@code word} itself, or what it quotes. */
    public static String unquoted(String word) {
        boolean quoted = word.length() > 1 && word.startsWith("\"") && word.endsWith("\"");
        return quoted ? word.substring(1, word.length() - 1).replaceAll("\\\\(.)", "$1") : word;
    }
}
