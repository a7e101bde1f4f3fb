package io.seckill.gateway.auth;

import io.seckill.contract.Limits;

/** The bounds of a user's id, whoever vouches for it. */
public final class UserId {
    /** What to tell somebody whose id is out of bounds. */
    static final String RULE = "must be 1-128 printable ASCII characters, the first and the last no spaces";

    private UserId() {}

    /** 1-128 printable ASCII characters. With a space at an end two users would look like one, so there is none. */
    public static boolean isValid(String text) {
        return Limits.isId(text) && !text.startsWith(" ") && !text.endsWith(" ");
    }
}
