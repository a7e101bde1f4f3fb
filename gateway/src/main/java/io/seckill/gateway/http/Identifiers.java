package io.seckill.gateway.http;

import io.seckill.contract.Limits;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.PreparedRefusal;

/** What callers may call things. */
public final class Identifiers {
    /** What to tell somebody whose item id is none. */
    public static final String ITEM_ID_RULE =
            "an item id is 1-64 characters of A-Z, a-z, 0-9, '.', '_' and '-', but not '.' or '..'";

    /** What to answer then. */
    public static final PreparedRefusal ITEM_ID_REFUSAL =
            new PreparedRefusal(Code.INVALID_REQUEST, "path: " + ITEM_ID_RULE);

    private Identifiers() {}

    /** 1-64 characters of {@code A-Za-z0-9._-}, but neither {@code .} nor {@code ..}, which no client leaves in a path. */
    public static boolean isItemId(String text) {
        return Limits.isItemId(text) && !text.equals(".") && !text.equals("..");
    }

    /** What callers name keys and devices: 1-128 printable ASCII characters, of which neither the first nor the last is a space. */
    public static boolean isCallersName(String text) {
        return Limits.isId(text) && !text.startsWith(" ") && !text.endsWith(" ");
    }
}
