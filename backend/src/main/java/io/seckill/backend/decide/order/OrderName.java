package io.seckill.backend.decide.order;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Order id, user, idempotency key and device packed into one array: a length byte, the id, the user and, where there are
 * any, the key and the device, each after a zero byte; a device without a key follows two.
 *
 * <p>The id that gateways write, 32 lower-case hex digits, is kept as 16 bytes under the length 0; any other, since
 * the contract calls it opaque, as its UTF-8 bytes, 1 to 255.
 */
public final class OrderName {
    static final char SEPARATOR = 0; // in no user's name, key or device

    private static final int USUAL_LENGTH = 16;

    private OrderName() {}

    static byte[] encode(String id, String user, String key, String device) {
        byte[] idPart = encodeId(id);
        byte[] holderPart = encodeHolder(user, key, device);
        byte[] name = Arrays.copyOf(idPart, idPart.length + holderPart.length);
        System.arraycopy(holderPart, 0, name, idPart.length, holderPart.length);
        return name;
    }

    private static byte[] encodeHolder(String user, String key, String device) {
        if (!device.isEmpty()) {
            return encodeUserAndKey(user, key + SEPARATOR + device);
        }
        return key.isEmpty() ? encodeUser(user) : encodeUserAndKey(user, key);
    }

    /** The id with its length byte. */
    public static byte[] encodeId(String id) {
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
            int digit = digit(id.charAt(i));
            if (digit < 0) {
                return null;
            }
            part[1 + i / 2] = (byte) (part[1 + i / 2] << 4 | digit);
        }
        return part;
    }

    /**
     * Writes the id in {@code size} bytes of {@code from} to the beginning of {@code name}, as {@link #encodeId} has it.
     *
     * @return its length there; 0 where it is no id
     */
    static int writeId(byte[] from, int start, int size, byte[] name) {
        if (size == 0 || size > 255) {
            return 0;
        }
        if (size == 2 * USUAL_LENGTH && writeUsualId(from, start, name)) {
            return 1 + USUAL_LENGTH;
        }
        name[0] = (byte) size;
        System.arraycopy(from, start, name, 1, size);
        return 1 + size;
    }

    /** Whether all are lower-case hex digits. */
    private static boolean writeUsualId(byte[] from, int start, byte[] name) {
        name[0] = 0;
        for (int i = 0; i < USUAL_LENGTH; i++) {
            int high = digit(from[start + 2 * i]);
            int low = digit(from[start + 2 * i + 1]);
            if ((high | low) < 0) {
                return false;
            }
            name[1 + i] = (byte) (high << 4 | low);
        }
        return true;
    }

    private static int digit(int c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    /** The user's name as it is found here. */
    public static byte[] encodeUser(String user) {
        return user.getBytes(StandardCharsets.UTF_8);
    }

    /** User and key, which must not be empty. */
    public static byte[] encodeUserAndKey(String user, String key) {
        return (user + SEPARATOR + key).getBytes(StandardCharsets.UTF_8);
    }

    /** As {@link #hash} of what {@link #encodeId} makes of the name's id. */
    public static int idHash(byte[] name, long seed) {
        return hash(name, 0, userStart(name), seed);
    }

    /** As {@link #hash} of what {@link #encodeUser} makes of the name's user. */
    public static int userHash(byte[] name, long seed) {
        int start = userStart(name);
        return hash(name, start, partEnd(name, start), seed);
    }

    /** As {@link #hash} of what {@link #encodeUserAndKey} makes of the name's user and key; only where there is a key. */
    public static int keyHash(byte[] name, long seed) {
        return hash(name, userStart(name), partEnd(name, keyStart(name)), seed);
    }

    /** The order's id in {@code name}. */
    public static String id(byte[] name) {
        int end = userStart(name);
        return name[0] == 0
                ? HexFormat.of().formatHex(name, 1, end)
                : new String(name, 1, end - 1, StandardCharsets.UTF_8);
    }

    /** The user in {@code name}. */
    public static String user(byte[] name) {
        return part(name, userStart(name));
    }

    /** The idempotency key; empty where there is none. */
    public static String key(byte[] name) {
        return part(name, keyStart(name));
    }

    /** The device; empty where there is none. */
    public static String device(byte[] name) {
        return part(name, partEnd(name, keyStart(name)) + 1);
    }

    /** Whether there is an idempotency key in {@code name}. */
    public static boolean hasKey(byte[] name) {
        int start = keyStart(name);
        return start < partEnd(name, start);
    }

    /** Whether both are of the same order id. */
    public static boolean sameId(byte[] name, byte[] other) {
        int end = userStart(name);
        return end == userStart(other) && Arrays.equals(name, 0, end, other, 0, end);
    }

    /** Whether both are of the same user. */
    public static boolean sameUser(byte[] name, byte[] other) {
        int start = userStart(name);
        int otherStart = userStart(other);
        return Arrays.equals(name, start, partEnd(name, start), other, otherStart, partEnd(other, otherStart));
    }

    /** Whether {@code name} has the id that {@link #encodeId} made {@code idPart} of. */
    public static boolean hasId(byte[] name, byte[] idPart) {
        int end = userStart(name);
        return Arrays.equals(name, 0, end, idPart, 0, idPart.length);
    }

    /** Whether {@code name} has the user, or the user and the key, that {@code part} is. */
    public static boolean isOf(byte[] name, byte[] part) {
        int start = userStart(name);
        int end = start + part.length;
        return end <= name.length
                && (end == name.length || name[end] == SEPARATOR)
                && Arrays.equals(name, start, end, part, 0, part.length);
    }

    /** FNV-1a over {@code part} from a secret seed, its high bits folded into the low ones that indexes use. */
    public static int hash(byte[] part, long seed) {
        return hash(part, 0, part.length, seed);
    }

    /** As {@link #hash(byte[], long)} of the part of {@code name} from {@code start} to {@code end}. */
    static int hash(byte[] name, int start, int end, long seed) {
        long hash = seed ^ 0xcbf29ce484222325L;
        for (int i = start; i < end; i++) {
            hash = (hash ^ (name[i] & 0xff)) * 0x100000001b3L;
        }
        return (int) (hash ^ (hash >>> 32));
    }

    private static int userStart(byte[] name) {
        int length = name[0] & 0xff;
        return 1 + (length == 0 ? USUAL_LENGTH : length);
    }

    private static int keyStart(byte[] name) {
        return partEnd(name, userStart(name)) + 1;
    }

    /** The part that begins at {@code start}, which may be past the end. */
    private static String part(byte[] name, int start) {
        return start > name.length ? "" : new String(name, start, partEnd(name, start) - start, StandardCharsets.UTF_8);
    }

    private static int partEnd(byte[] name, int start) {
        int end = start;
        while (end < name.length && name[end] != SEPARATOR) {
            end++;
        }
        return end;
    }
}
