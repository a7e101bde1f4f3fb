package io.seckill.gateway.auth;

import io.seckill.contract.Limits;

/** The bounds of a user's id, whoever vouches for it. */
public final class UserId {
    /** What to tell somebody whose id is out of bounds. */
    static final String RULE =
            "must be 1-" + Limits.USER_ID + " printable ASCII characters, the first and the last no spaces";

    private UserId() {}

    /** 1-255 printable ASCII characters. With a space at an end two users would look like one, so there is none. */
    public static boolean isValid(String text) {
        return Limits.isUserId(text) && !text.startsWith(" ") && !text.endsWith(" ");
    }
}
