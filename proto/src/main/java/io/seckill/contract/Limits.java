package io.seckill.contract;

/** The bounds that command.proto sets. Checked by hand: these run for every command. */
public final class Limits {
    /** Characters of an item's id. */
    public static final int ITEM_ID = 64;

    /** Characters of a request's, an order's or a device's id, and of an idempotency key. */
    public static final int ID = 128;

    /** Characters of a user's id: what OpenID Connect allows the {@code sub} of a token. */
    public static final int USER_ID = 255;

    /** Characters of an item's title, counted as code points. */
    public static final int TITLE = 200;

    /** Units that an item has, or that one user may buy of it: what every reader can show, unsigned integers or not. */
    public static final int UNITS = 1_000_000_000;

    /** Orders of a list. */
    public static final int LISTED_ORDERS = 100;

    /** Seconds that a unit is held for a buyer. */
    public static final int HOLD_SECONDS = 86_400;

    private Limits() {}

    /** 1 to {@value #ITEM_ID} characters of {@code A-Za-z0-9._-}. */
    public static boolean isItemId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= ITEM_ID;
    }

    /** 1 to {@value #ID} printable ASCII characters. */
    public static boolean isId(String text) {
        return isPrintable(text, ID);
    }

    /** 1 to {@value #USER_ID} printable ASCII characters. */
    public static boolean isUserId(String text) {
        return isPrintable(text, USER_ID);
    }

    private static boolean isPrintable(String text, int most) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= most;
    }

    /** At most {@value #TITLE} characters, of whatever kind. */
    public static boolean isTitleLength(String text) {
        return text.codePointCount(0, text.length()) <= TITLE;
    }
}
