package io.seckill.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ranges of IP addresses. Immutable. */
public final class Networks {
    private static final int IPV4_BYTES = 4;
    private static final int IPV4_KEPT = 3;
    private static final int IPV6_KEPT = 6;

    private final List<IpSubnetFilterRule> ranges;

    private Networks(List<IpSubnetFilterRule> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /** Reads such as {@link #isRange} accepts; {@link IllegalArgumentException} names {@code setting} and any other entry. */
    public static Networks of(String setting, List<String> entries) {
        List<IpSubnetFilterRule> ranges = new ArrayList<>();
        for (String entry : entries) {
            IpSubnetFilterRule range = range(entry);
            if (range == null) {
                throw new IllegalArgumentException(setting + ": " + entry + " is no CIDR range or IP address");
            }
            ranges.add(range);
        }
        return new Networks(ranges);
    }

    /** Whether {@code entry} is a CIDR range, such as {@code 10.0.0.0/8} and {@code fd00::/8}, or a single address. */
    public static boolean isRange(String entry) {
        return range(entry) != null;
    }

    /** The address that {@code text} is, an IPv4 address also where it is written as IPv6; null: none. Resolves no name. */
    public static @Nullable InetAddress address(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /** The network of {@code address}, such as {@code 203.0.113.0/24}: 24 bits of an IPv4 address, 48 of an IPv6 one. */
    public static String around(InetAddress address) {
        byte[] bytes = address.getAddress();
        int kept = bytes.length == IPV4_BYTES ? IPV4_KEPT : IPV6_KEPT;
        Arrays.fill(bytes, kept, bytes.length, (byte) 0);
        return NetUtil.bytesToIpAddress(bytes) + "/" + 8 * kept;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether {@code address} is in one of them. */
    public boolean contain(InetAddress address) {
        InetSocketAddress asked = new InetSocketAddress(address, 0);
        return ranges.stream().anyMatch(range -> range.matches(asked));
    }

    private static @Nullable IpSubnetFilterRule range(String entry) {
        String[] parts = entry.split("/", 2);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(parts[0]);
        if (address == null) {
            return null;
        }
        int bits = 8 * address.getAddress().length;
        String length = parts.length == 1 ? String.valueOf(bits) : parts[1];
        boolean fits = length.matches("\\d{1,3}") && Integer.parseInt(length) <= bits;
        return fits ? new IpSubnetFilterRule(address, Integer.parseInt(length), IpFilterRuleType.ACCEPT) : null;
    }
}
