package io.seckill.settings;

import java.util.Collection;
import java.util.Comparator;

/** What somebody may have meant who wrote an unknown name. */
final class Nearest {
    private Nearest() {}

    /** {@code "; did you mean port?"}, or nothing where none of {@code known} is a slip away from {@code name}. */
    static String hint(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(each -> distance(name, each)))
                .filter(nearest -> distance(name, nearest) <= Math.max(2, name.length() / 4))
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
    }

    /** Letters to insert, delete or replace (Levenshtein), with two rows of the table. */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    row[j] = i + j;
                } else {
                    int replaced = above[j - 1] + (lower(from, i - 1) == lower(to, j - 1) ? 0 : 1);
                    row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
                }
            }
            above = row;
        }
        return above[to.length()];
    }

    private static char lower(String text, int at) {
        return Character.toLowerCase(text.charAt(at));
    }
}
