package io.seckill.gateway.identify;

/** The bounds of a user's id, whoever vouches for it. Checked by hand: this runs for every request. */
public final class UserId {
    /** What to tell somebody whose id is out of bounds. */
    static final String RULE = "must be 1-128 printable ASCII characters, the first and the last no spaces";

    private static final int MAX = 128;

    private UserId() {}

    /** 1-128 printable ASCII characters. With a space at an end two users would look like one, so there is none. */
    public static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX || text.startsWith(" ") || text.endsWith(" ")) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
