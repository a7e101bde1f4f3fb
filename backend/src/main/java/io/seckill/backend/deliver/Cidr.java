package io.seckill.backend.deliver;

import io.netty.util.NetUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A range of IP addresses: those whose first {@code bits} are those of {@code prefix}, 4 or 16 bytes. */
final class Cidr {
    private static final byte[] MAPPED_IPV4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final byte[] prefix;
    private final int bits;

    private Cidr(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address; null for anything else. */
    static @Nullable Cidr parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        byte @Nullable [] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null) {
            return null;
        }
        if (slash < 0) {
            byte[] single = unmapped(address);
            return new Cidr(single, 8 * single.length);
        }
        String length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > 8 * address.length) {
            return null;
        }
        return new Cidr(address, Integer.parseInt(length));
    }

    /** {@code ::ffff:a.b.c.d} as {@code a.b.c.d}: the same host, so the same answer. */
    static byte[] unmapped(byte[] address) {
        boolean mapped = address.length == 16 && Arrays.equals(address, 0, 12, MAPPED_IPV4, 0, 12);
        return mapped ? Arrays.copyOfRange(address, 12, 16) : address;
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        int whole = bits / 8;
        int rest = bits % 8;
        int mask = 0xff << (8 - rest);
        return Arrays.equals(address, 0, whole, prefix, 0, whole)
                && (rest == 0 || ((address[whole] ^ prefix[whole]) & mask & 0xff) == 0);
    }
}
