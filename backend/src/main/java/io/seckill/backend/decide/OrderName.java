package io.seckill.backend.decide;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Order id, user and idempotency key packed into one array: a length byte, the id, the user and, where there is a key, a
 * zero byte and the key.
 *
 * <p>The id that gateways write, 32 lower-case hex digits, is kept as 16 bytes under the length 0; any other, since
 * the contract calls it opaque, as its UTF-8 bytes, 1 to 255.
 */
final class OrderName {
    private static final int USUAL_LENGTH = 16;
    private static final char KEY_FOLLOWS = 0; // in no user's name

    private OrderName() {}

    static byte[] encode(String id, String user, String key) {
        byte[] idPart = encodeId(id);
        byte[] holderPart = key.isEmpty() ? encodeUser(user) : encodeUserAndKey(user, key);
        byte[] name = Arrays.copyOf(idPart, idPart.length + holderPart.length);
        System.arraycopy(holderPart, 0, name, idPart.length, holderPart.length);
        return name;
    }

    /** The id with its length byte. */
    static byte[] encodeId(String id) {
        byte[] usual = id.length() == 2 * USUAL_LENGTH ? encodeUsualId(id) : null;
        if (usual != null) {
            return usual;
        }
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > 255) {
            throw new IllegalArgumentException("an order id of " + bytes.length + " bytes");
        }
        byte[] part = new byte[1 + bytes.length];
        part[0] = (byte) bytes.length;
        System.arraycopy(bytes, 0, part, 1, bytes.length);
        return part;
    }

    /** Null where a character is no lower-case hex digit. By hand, since every command passes here. */
    private static byte @Nullable [] encodeUsualId(String id) {
        byte[] part = new byte[1 + USUAL_LENGTH];
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return null;
            }
            part[1 + i / 2] = (byte) (part[1 + i / 2] << 4 | digit);
        }
        return part;
    }

    static byte[] encodeUser(String user) {
        return user.getBytes(StandardCharsets.UTF_8);
    }

    /** User and key, which must not be empty. */
    static byte[] encodeUserAndKey(String user, String key) {
        return (user + KEY_FOLLOWS + key).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] idPart(byte[] name) {
        return Arrays.copyOf(name, userStart(name));
    }

    static byte[] userPart(byte[] name) {
        return Arrays.copyOfRange(name, userStart(name), userEnd(name));
    }

    /** User and key; only where there is a key. */
    static byte[] userAndKeyPart(byte[] name) {
        return Arrays.copyOfRange(name, userStart(name), name.length);
    }

    static String id(byte[] name) {
        int end = userStart(name);
        return name[0] == 0
                ? HexFormat.of().formatHex(name, 1, end)
                : new String(name, 1, end - 1, StandardCharsets.UTF_8);
    }

    static String user(byte[] name) {
        int start = userStart(name);
        return new String(name, start, userEnd(name) - start, StandardCharsets.UTF_8);
    }

    /** The idempotency key; empty where there is none. */
    static String key(byte[] name) {
        int start = userEnd(name) + 1;
        return start > name.length ? "" : new String(name, start, name.length - start, StandardCharsets.UTF_8);
    }

    static boolean hasKey(byte[] name) {
        return userEnd(name) < name.length;
    }

    static boolean hasId(byte[] name, byte[] idPart) {
        int end = userStart(name);
        return Arrays.equals(name, 0, end, idPart, 0, idPart.length);
    }

    static boolean hasUser(byte[] name, byte[] userPart) {
        int start = userStart(name);
        int end = start + userPart.length;
        return end <= name.length
                && (end == name.length || name[end] == KEY_FOLLOWS)
                && Arrays.equals(name, start, end, userPart, 0, userPart.length);
    }

    static boolean hasUserAndKey(byte[] name, byte[] userAndKeyPart) {
        return Arrays.equals(name, userStart(name), name.length, userAndKeyPart, 0, userAndKeyPart.length);
    }

    /** FNV-1a over {@code part} from a secret seed, its high bits folded into the low ones that indexes use. */
    static int hash(byte[] part, long seed) {
        long hash = seed ^ 0xcbf29ce484222325L;
        for (byte b : part) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return (int) (hash ^ (hash >>> 32));
    }

    private static int userStart(byte[] name) {
        int length = name[0] & 0xff;
        return 1 + (length == 0 ? USUAL_LENGTH : length);
    }

    private static int userEnd(byte[] name) {
        int end = userStart(name);
        while (end < name.length && name[end] != KEY_FOLLOWS) {
            end++;
        }
        return end;
    }
}
